package cli

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"

	"github.com/spf13/cobra"

	"parley/internal/contract"
	"parley/internal/job"
	"parley/internal/review"
	"parley/internal/server"
	"parley/internal/store"
	"parley/testdata"
	"parley/web"
)

// serveFlags are the flags of `parley serve`.
type serveFlags struct {
	addr     string
	hosts    []string
	data     string
	sample   bool
	playbook string
	workers  int
	verbose  bool
	model    modelFlags
}

func newServe(s Streams) *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: "Start the web app and its API on this machine",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return runServe(c.Context(), s, f)
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.addr, "addr", "127.0.0.1:7117", "where to listen; port 0 takes a free one")
	flags.StringSliceVar(&f.hosts, "host", nil, "a further host name to answer to, needed beyond this machine")
	addData(flags, &f.data)
	flags.BoolVar(&f.sample, "sample", false, "offer sample contracts to try")
	flags.StringVar(&f.playbook, "playbook", "", "a folder of rules that extend or override the shipped ones")
	flags.IntVarP(&f.workers, "jobs", "j", 2, "how many documents are reviewed at once")
	f.model.add(flags)
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "log requests; never any contract text")
	return c
}

func runServe(ctx context.Context, s Streams, f serveFlags) error {
	set, err := loadPlaybook(f.playbook)
	if err != nil {
		return err
	}
	level := slog.LevelWarn
	if f.verbose {
		level = slog.LevelDebug // at which the server tells of requests
	}
	log := slog.New(slog.NewTextHandler(s.Err, &slog.HandlerOptions{Level: level}))
	data := f.data
	records, err := store.Open(data, store.Options{})
	if err != nil {
		return &failure{exitFailure, err.Error(), "choose another folder with --data, or stop the program that uses it"}
	}
	defer records.Close()
	clauses, err := openLibrary(data, set)
	if err != nil {
		return err
	}
	defer clauses.Close() // what was acknowledged is on disk already
	reading, stop, err := (&readingFlags{revisions: "accepted"}).options()
	if err != nil {
		return err
	}
	defer stop()
	reader, closeModel, err := f.model.reader(set)
	if err != nil {
		return err
	}
	defer closeModel()
	var consult job.Consult
	if reader != nil {
		consult = func(ctx context.Context, r review.Reading, rv *review.Review) {
			f.model.consult(ctx, reader, r, rv, set)
		}
	}
	queue := job.New(records, job.Pipeline(set, reading, consult), job.Options{Workers: f.workers, Log: log, Library: clauses})
	config := server.Config{
		Addr: f.addr, Hosts: f.hosts, Records: records, Queue: queue, Rules: set, Library: clauses,
		App: web.App(), Accepts: endings(), Version: version, Log: log, Model: reader != nil,
	}
	if f.sample {
		config.Samples = samples()
	}
	srv, err := server.New(config)
	if err != nil {
		return usage(err.Error(), "see 'parley serve --help'")
	}
	listener, err := srv.Listen()
	if err != nil {
		return &failure{exitFailure, err.Error(), "choose another address with --addr; port 0 takes a free one"}
	}
	announce(s, listener.Addr(), data)
	return srv.Serve(ctx, listener)
}

func announce(s Streams, addr net.Addr, data string) {
	where, err := filepath.Abs(data)
	if err != nil {
		where = data
	}
	fmt.Fprintf(s.Out, "Parley is at http://%s/ (stop it with Ctrl-C)\nWhat you upload stays on this machine, in %s\n", addr, where)
}

// samples are the contracts to try, the one that shows most first.
func samples() []server.Sample {
	list := []server.Sample{
		{ID: "enterprise-msa", Name: "enterprise-msa.docx", Title: "Enterprise master services agreement", Side: contract.Supplier,
			About: "A large customer's terms with a security addendum, as a small supplier receives them."},
		{ID: "contractor", Name: "contractor.docx", Title: "Contractor agreement", Side: contract.Customer,
			About: "A contractor's terms, reviewed by the company that hires: look for what is missing."},
		{ID: "mild-saas", Name: "mild-saas.pdf", Title: "Balanced subscription agreement", Side: contract.Supplier,
			About: "A fair contract, where there is little to answer."},
	}
	for i := range list {
		data, err := testdata.Contracts.ReadFile("contracts/" + list[i].Name)
		if err != nil { // embedded: only a wrong name here
			panic(err)
		}
		list[i].Data = data
	}
	return list
}
