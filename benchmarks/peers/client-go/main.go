// The client-go side of the benchmarks: one subcommand a benchmark, results as lines of JSON on standard output.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"
)

// Result is one measured value. The best run is what is compared; the median tells how noisy the machine was. Peer names
// what was measured where that is not client-go itself.
type Result struct {
	Metric  string  `json:"metric"`
	Variant string  `json:"variant"`
	Unit    string  `json:"unit"`
	Value   float64 `json:"value"`
	Median  float64 `json:"median,omitempty"`
	Runs    int     `json:"runs,omitempty"`
	Peer    string  `json:"peer,omitempty"`
}

func report(result Result) error {
	return json.NewEncoder(os.Stdout).Encode(result)
}

// Effort says how long to measure: until both are reached.
type Effort struct {
	Seconds float64
	Runs    int
}

// measure calls run, which times itself, until the effort is spent, and reports work per second as the value of result.
func measure(effort Effort, result Result, work float64, run func() (time.Duration, error)) error {
	var times []time.Duration
	var total time.Duration
	for len(times) < effort.Runs || total.Seconds() < effort.Seconds {
		elapsed, err := run()
		if err != nil {
			return err
		}
		times = append(times, elapsed)
		total += elapsed
	}
	slices.Sort(times)
	result.Value = work / times[0].Seconds()
	result.Median = work / times[len(times)/2].Seconds()
	result.Runs = len(times)
	return report(result)
}

// liveHeap is what reachable objects occupy: the second collection frees what finalizers of the first let go.
func liveHeap() float64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.HeapAlloc)
}

var benchmarks = map[string]func(Effort, []string) error{
	"decode":          decode,
	"encode":          encode,
	"informers":       measureInformers,
	"queue":           queues,
	"unstructured":    unstructuredList,
	"rest":            measureRest,
	"serve-informers": serveInformers,
	"serve-rest":      serveRest,
}

func run(arguments []string) error {
	flags := flag.NewFlagSet("client-go", flag.ContinueOnError)
	seconds := flags.Float64("seconds", 3, "measure for at least so long")
	runs := flags.Int("runs", 5, "measure at least so often")
	if len(arguments) == 0 {
		return errors.New("usage: client-go BENCHMARK [--seconds S] [--runs N] [ARGUMENT...]")
	}
	benchmark, known := benchmarks[arguments[0]]
	if !known {
		return fmt.Errorf("unknown benchmark %q", arguments[0])
	}
	if err := flags.Parse(arguments[1:]); err != nil {
		return err
	}
	return benchmark(Effort{Seconds: *seconds, Runs: *runs}, flags.Args())
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "client-go:", err)
		os.Exit(1)
	}
}
