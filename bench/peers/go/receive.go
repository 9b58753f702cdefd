package main

// receive counts what comes.
func receive(arguments) {
	run(func(server *server) {
		for messages := newBatch(); ; {
			server.read(messages)
		}
	})
}
