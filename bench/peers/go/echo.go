package main

import (
	"log"

	"golang.org/x/net/ipv4"
)

// echo returns what comes to where it came from, a batch at a time.
func echo(arguments) {
	run(func(server *server) {
		incoming := newBatch()
		outgoing := make([]ipv4.Message, batchSize)
		for i := range outgoing {
			outgoing[i].Buffers = make([][]byte, 1)
		}
		for {
			count := server.read(incoming)
			for i := range incoming[:count] {
				outgoing[i].Addr = incoming[i].Addr
				outgoing[i].Buffers[0] = incoming[i].Buffers[0][:incoming[i].N]
			}
			for sent := 0; sent < count; {
				written, err := server.socket.WriteBatch(outgoing[sent:count], 0)
				if err != nil {
					log.Fatal(err)
				}
				sent += written
			}
		}
	})
}
