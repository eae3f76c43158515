/// The engine's intervals and patience, each with its reason.
package enum EngineTimes {
    /// Distance of our checks on one pair, for ever, also on dead pairs.
    package static let checkInterval: Duration = .milliseconds(500)
    /// The same while the leg has no answered pair yet, so that joining is quick.
    package static let checkIntervalWhileConnecting: Duration = .milliseconds(100)
    /// Smallest distance of two checks of one leg (Ta, RFC 8445 §14.2).
    package static let checkPacing: Duration = .milliseconds(5)
    /// RFC 7675 §5.1.
    package static let consentLimit: Duration = .seconds(30)
    /// A leg whose answer never comes.
    package static let answerLimit: Duration = .seconds(60)
    package static let connectLimit: Duration = .seconds(30)
    /// A path silent this long, and unanswered, is left when another one answers.
    package static let silenceLimit: Duration = .milliseconds(200)
    /// Silence after which both the active and the other pairs are probed at once.
    package static let probeAfterSilence: Duration = .milliseconds(100)
    package static let probeInterval: Duration = .milliseconds(50)
    /// A pair we may move to must have answered within this time.
    package static let alternativeFreshness: Duration = .milliseconds(1500)
    /// One-way loss: our checks on the active pair unanswered for so long, while another pair answers.
    package static let uncheckedLimit: Duration = .milliseconds(1500)
    package static let holdAfterMove: Duration = .seconds(1)
    /// No authenticated packet of a connected leg for so long is worth telling people.
    package static let mediaLost: Duration = .seconds(5)
    package static let congestionFeedback: Duration = .milliseconds(100)
    package static let receiverReport: Duration = .seconds(1)
    /// How often a connected leg is looked at while packets flow, and while they do not.
    package static let tick: Duration = .milliseconds(10)
    package static let idleTick: Duration = .milliseconds(100)
    /// RTCP on a path just taken: this often, `steeringPackets` times.
    package static let steering: Duration = .milliseconds(40)
    package static let steeringPackets = 3
    package static let keyframeSpacing: Duration = .milliseconds(500)
    /// A receiver report on each fixed path: keep-alive of NATs and proof of life for the other end.
    package static let fixedPathReport: Duration = .milliseconds(500)
    /// A fixed path is alive when something authentic came so recently.
    package static let fixedPathLife: Duration = .milliseconds(1600)
    package static let screenSilence: Duration = .seconds(3)
    /// One encoding of a camera silent for so long while another is heard: longer than a frame in a dark room.
    package static let encodingSilence: Duration = .milliseconds(400)
    package static let sourceSilence: Duration = .seconds(5)
}
