/// The engine's intervals and patience, each with its reason.
package enum EngineTimes {
    /// Distance of our checks on one pair, for ever, also on dead pairs.
    package static let checkInterval: Duration = .milliseconds(500)
    /// The same on the pair that carries the traffic: a path that is dead towards the peer only shows itself here.
    package static let activeCheckInterval: Duration = .milliseconds(200)
    /// The same while the leg has no answered pair yet, so that joining is quick.
    package static let checkIntervalWhileConnecting: Duration = .milliseconds(100)
    /// Smallest distance of two checks of one leg (Ta, RFC 8445 §14.2).
    package static let checkPacing: Duration = .milliseconds(5)
    /// RFC 7675 §5.1.
    package static let consentLimit: Duration = .seconds(30)
    /// A leg whose answer never comes.
    package static let answerLimit: Duration = .seconds(60)
    package static let connectLimit: Duration = .seconds(30)
    /// Distance of the probes on the active pair and its alternatives while something is wrong.
    package static let probeInterval: Duration = .milliseconds(25)
    /// Silence after which probing at that pace ends: the path is then simply dead.
    package static let probeLimit: Duration = .seconds(3)
    /// What an answer may be late beyond round trip and jitter before it is missed: scheduling at both ends.
    package static let answerMargin: Duration = .milliseconds(20)
    /// A pair we may move to must have answered within this time: two of its checks, and one that was lost.
    package static let alternativeFreshness: Duration = .milliseconds(1500)
    /// One-way loss: our checks on the active pair unanswered for so long (longer for long round trips), while another
    /// pair answers. With `activeCheckInterval` it makes 0.5 s at the worst.
    package static let uncheckedLimit: Duration = .milliseconds(300)
    package static let uncheckedProbes = 3
    /// Checks of one pair unanswered for so long: it must prove itself anew before traffic returns to it.
    package static let sickAfter: Duration = .milliseconds(1200)
    /// A first path without a word of DTLS for so long, and two round trips: the other end waits for a nomination.
    package static let nominationPatience: Duration = .milliseconds(300)
    /// In an ICE restart beside a path that works: how long the preferred link may take to answer.
    package static let restartPatience: Duration = .milliseconds(500)
    /// How often an end is asked for a restart at most.
    package static let restartRepeat: Duration = .seconds(15)
    /// After the first answer: the preferred link may be a little slower to answer, and is taken without a wait.
    package static let settling: Duration = .seconds(2)
    /// A link is alive for a leg that had an answer over it within this time: five checks.
    package static let linkPatience: Duration = .milliseconds(2700)
    /// How often a leg counts its living links, and how long after connecting it first does.
    package static let redundancyReview: Duration = .milliseconds(500)
    package static let redundancyGrace: Duration = .seconds(3)
    package static let holdAfterMove: Duration = .seconds(1)
    /// A preferred link is returned to when its pair was healthy this long; doubled, up to the second figure, each time
    /// it fails within `returnRegret` of a return.
    package static let returnAfter: Duration = .seconds(10)
    package static let returnAfterAtMost: Duration = .seconds(160)
    package static let returnRegret: Duration = .seconds(60)
    /// Moves of one leg within this time are counted for damping.
    package static let movesWindow: Duration = .seconds(60)
    /// Moves in the window from which on no return is made, and the hold doubles with each further move.
    package static let movesUndamped = 4
    package static let longestHold: Duration = .seconds(16)
    /// The least legs on a link from which "most of them" means something, and how often they are looked at.
    package static let crowd = 3
    package static let crowdReview: Duration = .milliseconds(10)
    /// No authenticated packet of a connected leg for so long is worth telling people.
    package static let mediaLost: Duration = .seconds(5)
    /// How often everything about a connected leg is looked at; congestion feedback leaves as often.
    package static let upkeep: Duration = .milliseconds(100)
    /// The same of a leg with given paths that gets no such feedback.
    package static let quietUpkeep: Duration = .milliseconds(250)
    package static let receiverReport: Duration = .seconds(1)
    /// How often a connected leg is looked at while packets flow, and while they do not.
    package static let tick: Duration = .milliseconds(10)
    /// Silence that is nothing yet: audio comes every 20 ms.
    package static let expectedSpacing: Duration = .milliseconds(30)
    package static let idleTick: Duration = .milliseconds(100)
    /// A leg heard just now is looked at within this many nanoseconds.
    package static let closeWatch: UInt64 = 40_000_000
    /// RTCP on a path just taken: this often, `steeringPackets` times.
    package static let steering: Duration = .milliseconds(40)
    package static let steeringPackets = 3
    /// How long a listener that cannot ask for a keyframe may wait for one.
    package static let keyframeRefresh: Duration = .seconds(2)
    package static let keyframeSpacing: Duration = .milliseconds(500)
    /// A receiver report on each fixed path: keep-alive of NATs and proof of life for the other end.
    package static let fixedPathReport: Duration = .milliseconds(500)
    /// A fixed path is alive when something authentic came so recently.
    package static let fixedPathLife: Duration = .milliseconds(1600)
    /// What a trunk's other end has not acknowledged is said again after so long.
    package static let trunkRepeat: Duration = .milliseconds(100)
    package static let screenSilence: Duration = .seconds(3)
    /// Longest time a video packet waits in the pacer.
    package static let paceLimit: Duration = .milliseconds(600)
    /// A repair that waited so long is asked for again, or not needed any more.
    package static let repairLimit: Duration = .milliseconds(250)
    /// How often a listener's encodings are chosen anew.
    package static let allocation: Duration = .milliseconds(200)
    /// One encoding of a camera silent for so long while another is heard: longer than a frame in a dark room.
    package static let encodingSilence: Duration = .milliseconds(400)
    package static let sourceSilence: Duration = .seconds(5)
}
