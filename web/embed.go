// Package web embeds the built web app.
//
// The build (npm run build, as the Makefile does it) writes to dist, which is not kept
// under version control but for a placeholder: the program compiles without Node.js, and
// then says in the browser how to build the app.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// App is the built app with index.html at its top, or a folder without it when it was
// not built.
func App() fs.FS {
	app, err := fs.Sub(dist, "dist")
	if err != nil { // only for an invalid path
		panic(err)
	}
	return app
}
