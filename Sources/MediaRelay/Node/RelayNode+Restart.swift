import MediaEngine
import Wire

extension RelayNode {
    /// A new offer for a connected session, with new ICE credentials: the peer looks for paths anew while media goes on
    /// over the old ones, and DTLS stays. The answer is given with `answer`. Asked again before that, it is the same
    /// offer.
    package func restart(session name: RelaySessionName) async throws(RelayNodeError) -> String {
        _ = try requireRunning()
        guard let session = sessions[name], let room = rooms[session.room] else {
            throw .unknownSession(name)
        }
        guard var offer = session.offer, session.isConnected else { throw .noRestart(name) }
        if let pending = session.restart {
            let id = session.id
            if try await room.worker.call({ $0.engine.awaitsRestartAnswer(id) }) {
                return OfferWriter.write(pending)
            }
            offer.version = pending.version
        }
        var generator = SystemRandomNumberGenerator()
        offer.credentials = ICECredentials.draw(using: &generator)
        offer.version += 1
        let (id, credentials) = (session.id, offer.credentials)
        // Before anything is waited for: a second caller gets this offer too.
        sessions[name]?.restart = offer
        do throws(RelayNodeError) {
            let refusal: EngineRefusal? = try await room.worker.call { state in
                do throws(EngineRefusal) {
                    try state.engine.restartLeg(id, credentials: credentials, at: state.now)
                    return nil
                } catch {
                    return error
                }
            }
            switch refusal {
            case nil: break
            case .unknownSession: throw .unknownSession(name)
            default: throw .noRestart(name)
            }
        } catch {
            if sessions[name]?.restart == offer { sessions[name]?.restart = nil }
            throw error
        }
        return OfferWriter.write(offer)
    }

    func answerRestart(
        of session: Session, in room: Room, _ answer: NegotiatedAnswer
    ) async throws(RelayNodeError) {
        let (id, offer) = (session.id, session.restart)
        let refusal: EngineRefusal? = try await room.worker.call { state in
            do throws(EngineRefusal) {
                try state.engine.setRestartAnswer(id, answer, at: state.now, into: &state.batch)
                return nil
            } catch {
                return error
            }
        }
        // One that shows another end may be followed by the right one.
        if refusal != .otherEnd, sessions[session.name]?.restart == offer {
            sessions[session.name]?.restart = nil
            if refusal == nil { sessions[session.name]?.offer = offer }
        }
        switch refusal {
        case nil: return
        case .otherEnd: throw .badAnswer(reason: "otherEnd")
        case .unknownSession: throw .unknownSession(session.name)
        default: throw .badAnswer(reason: "restartOver")
        }
    }
}
