import Wire

/// Legs whose addresses are given or learned: no ICE. What comes from an address nobody owns is tried with the keys of
/// the legs that learn, within a budget; only a packet that authenticates moves a path.
extension RelayEngine {
    /// A fixed leg needs no checks: it is connected as soon as it has its answer and its keys.
    mutating func startFixed(_ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch) {
        guard let fixed = leg.fixed else { return }
        for index in fixed.paths.indices where legsByPath[fixed.paths[index].path] == nil {
            guard legsByPath.count < EngineLimits.addressesPerEngine else { break }
            legsByPath[fixed.paths[index].path] = leg
        }
        if fixed.learns { learners.append(leg) }
        drainHandshake(leg, at: now, into: &batch)
    }

    /// The link in use is down, or to be left: a leg that does not duplicate goes to another.
    mutating func leaveFixed(_ leg: Leg, at now: MonotonicInstant) {
        if let change = leg.fixed?.leave(links, at: now) { tell(change, leg) }
    }

    mutating func tell(_ change: PathChange, _ leg: Leg) {
        leg.statistics.pathChanges &+= 1
        leg.statistics.lastPathChange = change
        events.append(.pathChanged(leg.session, change))
    }

    mutating func forgetFixed(_ leg: Leg) {
        guard let fixed = leg.fixed else { return }
        for index in fixed.paths.indices where legsByPath[fixed.paths[index].path] === leg {
            legsByPath[fixed.paths[index].path] = nil
        }
        learners.removeAll { $0 === leg }
    }

    /// An RTP or RTCP datagram from an address nobody owns.
    mutating func receiveFromStranger(
        _ datagram: inout MutableSpan<UInt8>, length: Int, isRTP: Bool, on path: PathDescription,
        at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        guard !learners.isEmpty, length <= trial.count else { return count(.unknownPeer) }
        let ssrc = isRTP && length >= RTPHeader.fixedBytes ? datagram.span.u32(8) : nil
        // A failed decryption leaves the bytes spoilt: each leg tries a copy.
        var copy: [UInt8] = []
        swap(&copy, &trial)
        defer { swap(&copy, &trial) }
        for leg in learners where leg.isEstablished && leg.configuration.links.contains(path.link) {
            if let ssrc, !leg.mayPublish(ssrc) { continue }
            guard takeTrial(at: now) else { return count(.trialLimit) }
            var bytes = copy.mutableSpan
            bytes.copy(datagram.span, from: 0, count: length, to: 0)
            let plain =
                isRTP
                ? try? leg.transport.unprotectRTP(&bytes, length: length)
                : try? leg.transport.unprotectRTCP(&bytes, length: length)
            guard let plain, plain <= length else { continue }
            datagram.copy(bytes.span, from: 0, count: plain, to: 0)
            learn(path, leg, RTPHeader(datagram.span.extracting(0..<plain)), isRTP: isRTP, at: now)
            let arrival = Arrival(path: path, bytes: length, at: now)
            if isRTP {
                takeRTP(&datagram, length: plain, leg, arrival, into: &batch)
            } else {
                takeRTCP(datagram.span.extracting(0..<plain), leg, arrival, into: &batch)
            }
            return
        }
        count(.unknownPeer)
    }

    /// The leg's path on this link is where an authentic packet came from; a link that has one moves only for a packet
    /// newer than all before, so that one held back and sent again from elsewhere moves nothing.
    private mutating func learn(
        _ path: PathDescription, _ leg: Leg, _ header: RTPHeader?, isRTP: Bool, at now: MonotonicInstant
    ) {
        guard let fixed = leg.fixed else { return }
        if fixed.index(on: path.link) != nil {
            guard isRTP, let header,
                let source = leg.streams.first(where: { $0.ssrc == header.ssrc && !$0.isRepair })?.source,
                source.unwrapper.extend(UInt32(header.sequence)) > source.unwrapper.highest ?? 0
            else { return }
        }
        guard legsByPath.count < EngineLimits.addressesPerEngine else { return leg.count(.pairLimit) }
        if let old = leg.fixed?.bind(path), legsByPath[old] === leg { legsByPath[old] = nil }
        legsByPath[path] = leg
        leg.statistics.pathChanges &+= 1
    }

    private mutating func takeTrial(at now: MonotonicInstant) -> Bool {
        if now.since(trialWindowAt) >= .seconds(1) {
            trialWindowAt = now
            trials = 0
        }
        guard trials < EngineLimits.trialsPerSecond else { return false }
        trials += 1
        return true
    }

    /// The cipher has seen this index before. On a leg that duplicates, that is the other link's copy, known by its
    /// readable header alone; anything else is a replay.
    func noteRepeated(
        _ packet: Span<UInt8>, _ leg: Leg, on path: PathDescription, at now: MonotonicInstant
    ) {
        guard leg.fixed?.duplicates ?? false, let header = RTPHeader(packet),
            let stream = leg.streams.first(where: { $0.ssrc == header.ssrc })
        else { return leg.count(.replayed) }
        guard !stream.isRepair else { return leg.count(.duplicateByDesign) }
        let source = stream.source
        let index = source.unwrapper.extend(UInt32(header.sequence))
        guard source.window.contains(index) else { return leg.count(.replayed) }
        leg.count(.duplicateByDesign)
        leg.fixed?.heardCopy(on: path.link, delay: source.copies?.second(index, at: now))
    }

    /// A word on every path of its own: it keeps NATs open, lets the other end learn the address, and proves the path.
    mutating func reportOnFixedPaths(
        _ leg: Leg, at now: MonotonicInstant, into batch: inout TransmitBatch
    ) {
        guard let fixed = leg.fixed, now >= fixed.nextReportAt else { return }
        leg.fixed?.nextReportAt = now.advanced(by: EngineTimes.fixedPathReport)
        for index in fixed.paths.indices {
            sendRTCP(leg, on: fixed.paths[index].path, into: &batch) { packet in
                ReceiverReport.write(from: leg.configuration.plan.reportSSRC, [], at: 0, into: &packet)
            }
        }
        reviewPatience(leg, at: now)
    }

    /// How long gaps of the leg's streams may still close by themselves.
    func reviewPatience(_ leg: Leg, at now: MonotonicInstant) {
        guard let patience = leg.fixed?.patience(at: now) else { return }
        for stream in leg.streams where !stream.isRepair { stream.source.missing.patience = patience }
    }
}
