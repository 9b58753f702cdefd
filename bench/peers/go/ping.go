package main

import (
	"errors"
	"log"
	"net"
	"os"
	"sort"
	"syscall"
	"time"
)

const (
	// patience is how long to wait for an answer before taking the datagram for lost.
	patience = 100 * time.Millisecond
	// An echo server that is silent for so long is not there.
	giveUpAfter = 5 * time.Second
)

type pingResult struct {
	result
	P50  float64 `json:"p50"`
	P99  float64 `json:"p99"`
	P999 float64 `json:"p999"`
}

// ping measures round trips, one after the other.
func ping(arguments arguments) {
	conn, err := net.DialUDP("udp4", nil, arguments.addresses("port")[0])
	if err != nil {
		log.Fatal(err)
	}
	payload := make([]byte, arguments.integer("size", 1, maxSize))
	answer := make([]byte, maxSize)

	var samples []time.Duration
	measurement := measure(arguments)
	for phase := measurement.phase(); phase != over; phase = measurement.phase() {
		sample := roundTrip(conn, payload, answer)
		if phase == counting {
			samples = append(samples, sample)
		}
	}
	if len(samples) == 0 {
		log.Fatal("there was no time for a round trip")
	}
	sort.Slice(samples, func(i, j int) bool { return samples[i] < samples[j] })
	print(pingResult{
		measurement.result(),
		percentile(samples, 500),
		percentile(samples, 990),
		percentile(samples, 999),
	})
}

// roundTrip sends a lost datagram again, which makes for a long round trip. The first byte tells
// an answer from a late one to a datagram before.
func roundTrip(conn *net.UDPConn, payload, answer []byte) time.Duration {
	payload[0]++
	for sentAt := time.Now(); time.Since(sentAt) < giveUpAfter; {
		_, err := conn.Write(payload)
		if err == nil {
			err = conn.SetReadDeadline(time.Now().Add(patience))
		}
		for err == nil {
			_, err = conn.Read(answer)
			if err == nil && answer[0] == payload[0] {
				return time.Since(sentAt)
			}
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) && !errors.Is(err, syscall.ECONNREFUSED) {
			log.Fatal(err)
		}
	}
	log.Fatal("the echo server does not answer")
	return 0
}

// percentile is, in microseconds, the least sample that so many of a thousand do not exceed.
func percentile(sorted []time.Duration, permille int) float64 {
	rank := (len(sorted)*permille + 999) / 1000
	return float64(sorted[rank-1].Nanoseconds()) / 1000
}
