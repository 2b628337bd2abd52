// The API's shapes, as its OpenAPI document defines them, under short names.
import type { components } from './schema';

type Schemas = components['schemas'];

export type Advice = Schemas['Advice'];
export type Completion = Schemas['Completion'];
export type Deal = Schemas['Deal'];
export type Document = Schemas['Document'];
export type Edit = Schemas['Edit'];
export type Evidence = Schemas['Evidence'];
export type Facet = Schemas['Facet'];
export type Fault = Schemas['Fault'];
export type Finding = Schemas['Finding'];
export type Hit = Schemas['Hit'];
export type LibraryStats = Schemas['LibraryStats'];
export type Opinion = Schemas['Opinion'];
export type PastQuery = Schemas['PastQuery'];
export type Position = Schemas['Position'];
export type Precedents = Schemas['Precedents'];
export type Problem = Schemas['Problem'];
export type Proposals = Schemas['Proposals'];
export type Review = Schemas['Review'];
export type ReviewHead = Schemas['ReviewHead'];
export type Rule = Schemas['Rule'];
export type RuleHead = Schemas['RuleHead'];
export type Sample = Schemas['Sample'];
export type SavedSearch = Schemas['SavedSearch'];
export type SearchPage = Schemas['SearchPage'];
export type Severity = Schemas['Severity'];
export type Side = Schemas['Side'];
export type Span = Schemas['Span'];
export type StageEvent = Schemas['StageEvent'];
export type Stance = Schemas['Stance'];
export type Text = Schemas['Text'];
export type Block = Schemas['Block'];
export type Version = Schemas['Version'];
