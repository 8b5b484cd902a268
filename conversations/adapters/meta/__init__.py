"""What the three Meta channels share: signature, handshake, Graph errors."""
