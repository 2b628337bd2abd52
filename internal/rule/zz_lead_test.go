package rule_test
import ("testing";"strings";"fmt";"os";"parley/internal/rule";"parley/internal/contract";"parley/rules")
func crude(doc *contract.Document, sup, cus string, side contract.Role) *contract.Outline {
	o:=&contract.Outline{}
	add:=func(role contract.Role, terms ...string){ var have []string; for _,t:=range terms { if strings.Contains(doc.Text,t){have=append(have,t)} }; if len(have)>0 { o.Parties=append(o.Parties,contract.Party{Name:have[0],Role:role,Terms:have}) } }
	add(contract.Supplier,"Supplier","Vendor","Provider","Processor","Licensor","Contractor","Service Provider","Business Associate"); add(contract.Customer,"Customer","Client","Company","Controller","Licensee","Covered Entity","Distributor")
	o.Clauses=append(o.Clauses,contract.Clause{ID:"c1",Span:contract.Span{0,len(doc.Text)},Own:contract.Span{0,len(doc.Text)},Parent:-1})
	at:=0
	for i:=0;i<len(doc.Text);i++ { c:=doc.Text[i]; if c=='\n' || c=='.' && (i+1==len(doc.Text)||doc.Text[i+1]==' '||doc.Text[i+1]=='\n') { if i>at { o.Sentences=append(o.Sentences,contract.Sentence{Span:contract.Span{at,i+1}}); }; at=i+1; for at<len(doc.Text)&&(doc.Text[at]==' '||doc.Text[at]=='\n'){at++}; i=at-1 } }
	if at<len(doc.Text){ o.Sentences=append(o.Sentences,contract.Sentence{Span:contract.Span{at,len(doc.Text)}}) }
	return o
}
func TestLead(t *testing.T){ s,err:=rule.Load(rules.FS); if err!=nil{t.Fatal(err)}
 n:=0
 for _,r:=range s.Test(crude,os.Getenv("PREFIX")) { n++; if !r.OK(){ fmt.Println(r) } }
 fmt.Println(n,"tests")
}
