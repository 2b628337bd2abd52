//go:build race

package pdf

// raceDetector says that the race detector is built in; it takes memory of its own and
// dies in its own way when there is none.
const raceDetector = true
