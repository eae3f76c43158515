package import MediaEngine
package import Wire

/// ICE restart, as Chromium does it: new credentials on a new port, while the old port goes on until the new one is
/// heard on.
extension SimulatedBrowser {
    /// Takes a restart's offer; gives the answer.
    package func restart(relay: ICECredentials, at now: MonotonicInstant) -> NegotiatedAnswer {
        var answer = answer
        generation += 1
        answer.credentials = ICECredentials(
            usernameFragment: "brow\(participant)r\(generation)",
            password: "browser-password-\(participant)-restart-\(generation)")
        let new = PeerAddress(v4: 0x0A00_0000 | UInt32(participant), port: 5000 + UInt16(generation))
        answer.candidates = [new]
        formerAddress = mediaAddress
        formerICE = ice
        hasMoved = false
        newAddress = new
        var next = BrowserICE(local: answer.credentials, remote: relay, at: now)
        next.waitsForNomination = ice.waitsForNomination
        next.selected = ice.selected
        ice = next
        return answer
    }

    /// Where its media leaves from.
    package var mediaAddress: PeerAddress {
        hasMoved ? newAddress ?? address : formerAddress ?? address
    }

    /// It follows what it hears; one that waits for nominations follows those.
    func noteMove(_ port: PeerAddress) {
        if port == newAddress, !ice.waitsForNomination { hasMoved = true }
    }

    func receiveCheck(
        _ datagram: [UInt8], on link: LinkID, at port: PeerAddress, _ now: MonotonicInstant
    ) {
        guard let newAddress else {
            if let answer = ice.receive(datagram, on: link, at: now) { outbox.append((answer, link, port)) }
            return
        }
        if port == newAddress {
            let before = ice.selected
            let wasNominated = (try? STUNMessage(datagram.span))?.usesCandidate ?? false
            if let answer = ice.receive(datagram, on: link, at: now) { outbox.append((answer, link, port)) }
            if ice.waitsForNomination {
                if wasNominated { hasMoved = true } else { ice.selected = before }
            }
        } else if let answer = formerICE?.receive(datagram, on: link, at: now) {
            outbox.append((answer, link, port))
        }
    }
}
