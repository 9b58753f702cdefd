package main

import (
	"encoding/json"
	"log"
	"os"
	"syscall"
	"time"
)

// instant is a point in time, with the CPU time of the process until then.
type instant struct {
	clock  time.Time
	user   int64
	system int64
}

func now() instant {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return instant{time.Now(), usage.Utime.Nano() / 1000, usage.Stime.Nano() / 1000}
}

// result is what every role prints; it goes with what the role counts.
type result struct {
	Seconds float64 `json:"seconds"`
	User    int64   `json:"user"`
	System  int64   `json:"system"`
}

func between(start, end instant) result {
	return result{
		Seconds: end.clock.Sub(start.clock).Seconds(),
		User:    end.user - start.user,
		System:  end.system - start.system,
	}
}

func print(value any) {
	if err := json.NewEncoder(os.Stdout).Encode(value); err != nil {
		log.Fatal(err)
	}
}

type phase int

const (
	warmingUp phase = iota
	counting
	over
)

// measurement tells warm-up from what counts.
type measurement struct {
	countFrom time.Time
	duration  time.Duration
	reached   phase
	start     instant
	end       instant
}

func measure(arguments arguments) *measurement {
	return &measurement{
		countFrom: time.Now().Add(arguments.duration("warmup")),
		duration:  arguments.duration("seconds"),
	}
}

func (m *measurement) phase() phase {
	if m.reached == warmingUp && !time.Now().Before(m.countFrom) {
		m.reached = counting
		m.start = now()
	} else if m.reached == counting && time.Since(m.start.clock) >= m.duration {
		// From when it really started: a process may not have run when it was due.
		m.reached = over
		m.end = now()
	}
	return m.reached
}

func (m *measurement) result() result {
	return between(m.start, m.end)
}
