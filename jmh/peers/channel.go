// What does an item cost that goes through a Go channel?
//
// The grid of Heddle's suite "queue", in Go: goroutines send a fixed number of items, others receive them, and all are
// awaited. A channel keeps no account of unfinished items. Prints rows in the form of JMH's JSON.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Student's t for 99.9 % confidence, by degrees of freedom from 2; those beyond the table get its last value.
var studentsT = []float64{31.60, 12.92, 8.610, 6.869, 5.959, 5.408, 5.041, 4.781, 4.587, 4.437, 4.318, 4.221, 4.140,
	4.073, 4.015, 3.965, 3.922, 3.883, 3.850, 3.819, 3.792, 3.768, 3.745, 3.725, 3.707, 3.690, 3.674, 3.659, 3.646}

type crowd struct{ producers, consumers int }

func (c crowd) String() string { return fmt.Sprintf("%d:%d", c.producers, c.consumers) }

type metric struct {
	Score            float64            `json:"score"`
	ScoreError       any                `json:"scoreError"`
	ScoreConfidence  [2]any             `json:"scoreConfidence"`
	ScorePercentiles map[string]float64 `json:"scorePercentiles"`
	ScoreUnit        string             `json:"scoreUnit"`
	RawData          [][]float64        `json:"rawData"`
}

type row struct {
	JmhVersion            *string           `json:"jmhVersion"`
	Benchmark             string            `json:"benchmark"`
	Mode                  string            `json:"mode"`
	Threads               int               `json:"threads"`
	Forks                 int               `json:"forks"`
	Jvm                   string            `json:"jvm"`
	JvmArgs               []string          `json:"jvmArgs"`
	JdkVersion            string            `json:"jdkVersion"`
	VMName                string            `json:"vmName"`
	VMVersion             string            `json:"vmVersion"`
	WarmupIterations      int               `json:"warmupIterations"`
	WarmupTime            string            `json:"warmupTime"`
	WarmupBatchSize       int               `json:"warmupBatchSize"`
	MeasurementIterations int               `json:"measurementIterations"`
	MeasurementTime       string            `json:"measurementTime"`
	MeasurementBatchSize  int               `json:"measurementBatchSize"`
	Params                map[string]string `json:"params"`
	PrimaryMetric         metric            `json:"primaryMetric"`
	SecondaryMetrics      map[string]metric `json:"secondaryMetrics"`
}

func send(channel chan<- int, items int, sums chan<- int) {
	sum := 0
	for i := 0; i < items; i++ {
		channel <- i & 127
		sum += i & 127
	}
	sums <- sum
}

func receive(channel <-chan int, items int, sums chan<- int) {
	sum := 0
	for i := 0; i < items; i++ {
		sum -= <-channel
	}
	sums <- sum
}

// Moves the items and waits for all goroutines; returns the nanoseconds per item.
func transfer(threads crowd, capacity, items int) (float64, error) {
	channel := make(chan int, capacity)
	sums := make(chan int, threads.producers+threads.consumers)
	start := time.Now()
	for p := 0; p < threads.producers; p++ {
		go send(channel, items/threads.producers, sums)
	}
	for c := 0; c < threads.consumers; c++ {
		go receive(channel, items/threads.consumers, sums)
	}
	sum := 0
	for i := 0; i < threads.producers+threads.consumers; i++ {
		sum += <-sums
	}
	elapsed := time.Since(start)
	if sum != 0 {
		return 0, fmt.Errorf("what came out differs from what went in by %d", sum)
	}
	return float64(elapsed.Nanoseconds()) / float64(items), nil
}

func statistics(times []float64) metric {
	n := float64(len(times))
	mean, squares := 0.0, 0.0
	for _, t := range times {
		mean += t / n
	}
	for _, t := range times {
		squares += (t - mean) * (t - mean)
	}
	sorted := append([]float64(nil), times...)
	sort.Float64s(sorted)
	last := len(sorted) - 1
	result := metric{Score: mean, ScoreError: "NaN", ScoreConfidence: [2]any{"NaN", "NaN"},
		ScorePercentiles: map[string]float64{"0.0": sorted[0], "50.0": (sorted[last/2] + sorted[(last+1)/2]) / 2,
			"100.0": sorted[last]},
		ScoreUnit: "ns/op", RawData: [][]float64{times}}
	if freedom := len(times) - 1; freedom >= 2 {
		index := freedom - 2
		if index >= len(studentsT) {
			index = len(studentsT) - 1
		}
		e := studentsT[index] * math.Sqrt(squares/(n-1)) / math.Sqrt(n)
		result.ScoreError, result.ScoreConfidence = e, [2]any{mean - e, mean + e}
	}
	return result
}

// One row: a point of the grid.
func cell(threads crowd, capacity, items, warmups, rounds int) (row, error) {
	var times []float64
	for i := 0; i < warmups+rounds; i++ {
		time, err := transfer(threads, capacity, items)
		if err != nil {
			return row{}, err
		}
		if i >= warmups {
			times = append(times, time)
		}
	}
	return row{
		Benchmark: "peers.go.chan", Mode: "avgt", Threads: 1, Forks: 1,
		Jvm: "go", JvmArgs: []string{fmt.Sprintf("GOMAXPROCS=%d", runtime.GOMAXPROCS(0))},
		JdkVersion: runtime.Version(), VMName: "Go", VMVersion: runtime.Version(),
		WarmupIterations: warmups, WarmupTime: "single-shot", WarmupBatchSize: 1,
		MeasurementIterations: rounds, MeasurementTime: "single-shot", MeasurementBatchSize: 1,
		Params: map[string]string{"queue": "go.chan", "threads": threads.String(),
			"capacity": strconv.Itoa(capacity)},
		PrimaryMetric: statistics(times), SecondaryMetrics: map[string]metric{},
	}, nil
}

func positive(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("'%s' is not a number from 1", text)
	}
	return n, nil
}

func parseCrowd(text string) (crowd, error) {
	producers, consumers, found := strings.Cut(text, ":")
	if !found {
		return crowd{}, fmt.Errorf("'%s' is not of the form PRODUCERS:CONSUMERS, such as 4:4", text)
	}
	p, err := positive(producers)
	if err != nil {
		return crowd{}, err
	}
	c, err := positive(consumers)
	return crowd{p, c}, err
}

func parseAll[T any](text string, parse func(string) (T, error)) ([]T, error) {
	var all []T
	for _, part := range strings.Split(text, ",") {
		one, err := parse(part)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func wrong(err error) {
	fmt.Fprintf(os.Stderr, "channel: %v (see --help)\n", err)
	os.Exit(2)
}

func failed(err error) {
	fmt.Fprintf(os.Stderr, "channel: %v\n", err)
	os.Exit(1)
}

func main() {
	flags := flag.NewFlagSet("channel", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	threads := flags.String("threads", "1:1,4:4,16:16,100:100,1:16,16:1", "producers and consumers, `P:C,...`")
	capacities := flags.String("capacities", "10,16,100,128,1024", "of the channel, `N,...`")
	items := flags.Int("items", 102400, "per round, `N`")
	rounds := flags.Int("rounds", 15, "that count, `N`; from 3 on there is an error")
	warmups := flags.Int("warmups", 2, "rounds before that, `N`")
	output := flags.String("output", "", "the `FILE` for the rows (default: standard output)")
	if err := flags.Parse(os.Args[1:]); errors.Is(err, flag.ErrHelp) {
		fmt.Print("Usage: channel [OPTION ...]\n\nWhat does an item cost that goes through a Go channel? " +
			"Prints rows in the form of JMH's JSON.\n\nOptions:\n")
		flags.SetOutput(os.Stdout)
		flags.PrintDefaults()
		return
	} else if err != nil {
		wrong(err)
	}
	if flags.NArg() > 0 {
		wrong(fmt.Errorf("unknown argument '%s'", flags.Arg(0)))
	}
	crowds, err := parseAll(*threads, parseCrowd)
	if err != nil {
		wrong(err)
	}
	sizes, err := parseAll(*capacities, positive)
	if err != nil {
		wrong(err)
	}
	if *items < 1 || *rounds < 1 || *warmups < 0 {
		wrong(errors.New("items and rounds are numbers from 1, warmups from 0"))
	}
	for _, c := range crowds {
		if *items%c.producers != 0 || *items%c.consumers != 0 {
			wrong(fmt.Errorf("%s goroutines cannot share %d items evenly", c, *items))
		}
	}
	rows := []row{}
	for _, c := range crowds {
		for _, size := range sizes {
			r, err := cell(c, size, *items, *warmups, *rounds)
			if err != nil {
				failed(err)
			}
			rows = append(rows, r)
			fmt.Fprintf(os.Stderr, "go.chan %s /%d: %.0f ns/op\n", c, size, r.PrimaryMetric.Score)
		}
	}
	text, err := json.MarshalIndent(rows, "", "    ")
	if err != nil {
		failed(err)
	}
	if *output == "" {
		fmt.Println(string(text))
	} else if err := os.WriteFile(*output, append(text, '\n'), 0o644); err != nil {
		failed(err)
	}
}
