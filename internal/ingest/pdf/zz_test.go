package pdf
import ("testing";"os";"fmt";"path/filepath";"strings";"unicode";"parley/internal/contract";"context";"sort")
func TestZZ(t *testing.T){
 ps,_:=filepath.Glob("/work/shared/cuad/pdf/*.pdf"); p2,_:=filepath.Glob("/work/shared/real/pdf/*.pdf"); ps=append(ps,p2...)
 low,all:=0,0
 type r struct{f string; n,t int; ex []string}
 var rs []r
 for _,p:=range ps {
  data,_:=os.ReadFile(p)
  d,err:=Read(context.Background(),data,Options{NoOCR:true}); if err!=nil {continue}
  x:=r{f:filepath.Base(p)}
  for i,b:=range d.Blocks { if b.Kind!=contract.Paragraph {continue}; all++; x.t++
   s:=b.Cut(d.Text); w:=strings.Fields(s)[0]
   if unicode.IsLower([]rune(s)[0]) && !itemStart.MatchString(w) { low++; x.n++; pr:=""; if i>0 {pr=d.Blocks[i-1].Cut(d.Text); if len(pr)>70 {pr=pr[len(pr)-70:]}; if d.Blocks[i-1].Kind!=contract.Paragraph {pr="("+string(d.Blocks[i-1].Kind)+") "+pr}}; if len(s)>60 {s=s[:60]}; x.ex=append(x.ex,fmt.Sprintf("p%d …%s ¶ %s",b.Page,pr,s)) } }
  rs=append(rs,x)
 }
 sort.Slice(rs,func(i,j int) bool {return rs[i].n>rs[j].n})
 fmt.Println(low,all)
 for i,x:=range rs { if i>14 {break}; fmt.Println("##",x.f,x.n,x.t); for k,e:=range x.ex {if k<3 {fmt.Println("   ",strings.ReplaceAll(e,"\n"," "))}} }
}
