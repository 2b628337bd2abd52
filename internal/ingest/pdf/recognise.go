package pdf

import (
	"context"
	"os"
	"runtime"
	"sync"

	"parley/internal/ingest/fault"
	"parley/internal/ingest/ocr"
)

// recognise reads pages of a PDF by OCR, several at a time. Pages that fail are left
// out; the error is of a kind that concerns them all, or the first when all fail.
func recognise(ctx context.Context, data []byte, pages []pageSize, opt Options) (map[int]ocr.Page, error) {
	engine, err := ocr.Find(ctx, opt.Languages)
	if err != nil {
		return nil, err
	}
	if opt.Password != "" { // the programs get the file without it: arguments can be seen by others
		if plain, err := decrypt(data, opt.Password); err == nil {
			data = plain
		}
	}
	path, err := writeTemp(data)
	if err != nil {
		return nil, &fault.Error{Code: fault.NotReadable, What: "no temporary file can be written for OCR", Hint: "free space in the temporary folder", Err: err}
	}
	defer os.Remove(path)
	results := make([]ocr.Page, len(pages))
	errs := make([]error, len(pages))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(runtime.NumCPU(), len(pages)) {
		wg.Go(func() {
			for i := range next {
				results[i], errs[i] = engine.Recognise(ctx, path, pages[i].Number+1, pages[i].Width, pages[i].Height)
			}
		})
	}
	for i := range pages {
		next <- i
	}
	close(next)
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	out := map[int]ocr.Page{}
	for i := range pages {
		if errs[i] == nil {
			out[pages[i].Number] = results[i]
		}
	}
	if len(out) == 0 {
		return nil, errs[0]
	}
	return out, nil
}

// writeTemp writes data to a file that only this user can read.
func writeTemp(data []byte) (path string, err error) {
	f, err := os.CreateTemp("", "parley-*.pdf")
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}
