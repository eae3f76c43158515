import Foundation

/// The disciplines of the table that ask how much one core carries.
extension Bench {
    func galoisCounterMode() throws {
        var trials = [
            try trial(.floor, .gcm), try trial(.huizhen, .gcm), try trial(.floor, .gcm, segments: true),
            try trial(.huizhen, .gcm, segments: true),
        ]
        if RtpengineContestant.isInstalled { trials.append(try trial(.rtpengine, .gcm)) }
        let outcome = try ThroughputPart.calls(self, "AEAD_AES_128_GCM").run(trials)
        add(
            Figure(
                "gcm.pps_ratio_floor", "GCM, packets/s beside the floor", atLeast: 0.9,
                repeats: outcome.ratios(1, 0)))
        add(
            Figure(
                "gcm.pps_ratio_floor_segmentation", "GCM with UDP_SEGMENT and GRO, beside the plain floor",
                atLeast: 1.05, repeats: outcome.ratios(3, 0)))
        add(
            Figure(
                "gcm.pps_ratio_segmented_floor", "the same beside a floor with UDP_SEGMENT and GRO",
                repeats: outcome.ratios(3, 2)))
        add(rtpengineFigure("gcm.pps_ratio_rtpengine", "GCM beside rtpengine", 1.5, outcome, 1, 4))
    }

    func counterMode() throws {
        var trials = [try trial(.floor, .cm80), try trial(.huizhen, .cm80)]
        if RtpengineContestant.isInstalled { trials.append(try trial(.rtpengine, .cm80)) }
        let outcome = try ThroughputPart.calls(self, "AES_CM_128_HMAC_SHA1_80").run(trials)
        add(
            Figure(
                "cm80.pps_ratio_floor", "CM/SHA1, packets/s beside the floor", atLeast: 0.9,
                repeats: outcome.ratios(1, 0)))
        add(rtpengineFigure("cm80.pps_ratio_rtpengine", "CM/SHA1 beside rtpengine", 1.7, outcome, 1, 2))
    }

    /// Both record what they decrypted; all their threads share the one core. Recordings go to memory-backed files.
    func recording() throws {
        var trials = [
            try trial(.huizhen, .cm80, records: true),
            try trial(.huizhen, .cm80, segments: true, records: true),
        ]
        if RtpengineContestant.isInstalled { trials.append(try trial(.rtpengine, .cm80, records: true)) }
        var part = ThroughputPart.calls(self, "recording, AES_CM_128_HMAC_SHA1_80")
        part.start = 200
        let outcome = try part.run(trials)
        add(
            rtpengineFigure(
                "rec.pps_ratio_rtpengine_rec", "recording on, beside rtpengine with pcap", 2.0, outcome, 0, 2)
        )
        add(
            rtpengineFigure(
                "rec.pps_ratio_rtpengine_rec_segmentation",
                "the same with UDP_SEGMENT and GRO, as Huizhen is shipped", 2.0, outcome, 1, 2))
    }

    func fanOut() throws {
        let trials = [
            try trial(.floor, .gcm, shape: .ward), try trial(.huizhen, .gcm, shape: .ward),
            try trial(.floor, .gcm, shape: .ward, segments: true),
            try trial(.huizhen, .gcm, shape: .ward, segments: true),
        ]
        let outcome = try ThroughputPart.wards(self, "1 to 50, AEAD_AES_128_GCM").run(trials)
        add(
            Figure(
                "fan.pps_ratio_floor", "1 → 50, packets/s out beside the floor", atLeast: 0.9,
                repeats: outcome.ratios(1, 0)))
        add(
            Figure(
                "fan.pps_ratio_floor_segmentation", "1 → 50 with UDP_SEGMENT, beside the plain floor",
                atLeast: 1.3, repeats: outcome.ratios(3, 0)))
        add(
            Figure(
                "fan.pps_ratio_segmented_floor", "the same beside a floor with UDP_SEGMENT",
                repeats: outcome.ratios(3, 2)))
    }

    /// The load has two cores only, so its frames leave by UDP_SEGMENT; the kernel parts them before the relay, which
    /// itself works without segmentation.
    func twoCores() throws {
        guard let pair = Cores.forTwoWorkers() else {
            return add(
                Figure(
                    "scaling.two_cores", "two cores beside one", atLeast: 1.9, repeats: [],
                    note: "needs 4 cores"))
        }
        var single = pair
        single.relay = [pair.relay[1]]
        let trials = [
            try trial(.huizhen, .gcm, cores: single, loadSegments: true),
            try trial(.huizhen, .gcm, cores: pair, loadSegments: true, workers: 2),
        ]
        let outcome = try ThroughputPart.calls(self, "two cores").run(trials)
        add(Figure("scaling.two_cores", "two cores beside one", atLeast: 1.9, repeats: outcome.ratios(1, 0)))
    }

    private func rtpengineFigure(
        _ key: String, _ title: String, _ target: Double, _ outcome: ThroughputPart.Outcome, _ over: Int,
        _ under: Int
    ) -> Figure {
        guard outcome.rates.count > under else {
            return Figure(key, title, atLeast: target, repeats: [], note: "rtpengine is not installed")
        }
        return Figure(key, title, atLeast: target, repeats: outcome.ratios(over, under))
    }
}
