import { HomePage } from './home/home-page';
import { ReviewPage } from './review/review-page';
import { Link, useRouter } from './router';
import { RulePage } from './rules/rule-page';
import { RulesPage } from './rules/rules-page';
import { SearchPage } from './search/search-page';
import { TopBar } from './ui/top-bar';

export function App() {
  const { path } = useRouter();
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <TopBar path={path} />
      <main id="main" tabIndex={-1}>
        <Page path={path} />
      </main>
    </>
  );
}

function Page({ path }: { path: string }) {
  const [first, ...rest] = path.split('/').filter(Boolean).map(decodeURIComponent);
  const [id, name] = rest;
  if (first === undefined) return <HomePage />;
  if (first === 'documents' && id !== undefined && rest.length === 1) return <ReviewPage key={id} id={id} />;
  if (first === 'search' && rest.length === 0) return <SearchPage />;
  if (first === 'rules' && rest.length === 0) return <RulesPage />;
  if (first === 'rules' && id !== undefined && name !== undefined && rest.length === 2) return <RulePage key={path} id={`${id}/${name}`} />;
  return (
    <div className="page page--narrow">
      <h1>There is nothing here</h1>
      <p>
        The address may be mistyped, or the document was deleted. <Link to="/">See all reviews</Link>
      </p>
    </div>
  );
}
