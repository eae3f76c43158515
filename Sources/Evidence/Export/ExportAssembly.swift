import Crypto
import Foundation

/// Turns raw tracks into the exported files.
struct ExportAssembly {
    let tool: FFmpegTool
    let output: String
    /// End of the recording on its time line, nanoseconds.
    let end: Int64

    func assemble(
        _ made: [TrackExtraction.Made], _ progress: (ExportProgress) -> Void
    ) throws(EvidenceError) -> [ExportedFile] {
        var files: [ExportedFile] = []
        let participants = Set(made.map(\.plan.participant)).sorted()
        for (index, participant) in participants.enumerated() {
            progress(
                ExportProgress(phase: .muxing, fraction: Double(index) / Double(participants.count + 1)))
            let own = made.filter { $0.plan.participant == participant }
            let name = "participant-\(participant)"
            files += try side(own, .microphone, .camera, name, .participant)
            files += try side(own, .screenAudio, .screen, name + "-screen", .screen)
            for (place, track) in own.enumerated() where track.plan.isAudio {
                let isFirst = own.firstIndex { $0.plan.source == track.plan.source } == place
                let codec = isFirst ? "" : "-\(track.plan.codec.rawValue)"
                files.append(try alone(track, "\(name)-\(track.plan.source.rawValue)\(codec)"))
            }
        }
        let voices = made.filter { $0.plan.isAudio }
        if !voices.isEmpty { files.append(try mixed(voices)) }
        progress(ExportProgress(phase: .hashing, fraction: 1))
        return files
    }

    /// Voice and picture together. Who changed the codec on the way has several of one kind: the first of each makes
    /// the pair, a further picture gets a file of its own, named by its codec.
    private func side(
        _ own: [TrackExtraction.Made], _ voice: TrackPlan.Source, _ picture: TrackPlan.Source, _ name: String,
        _ role: ExportedFile.Role
    ) throws(EvidenceError) -> [ExportedFile] {
        let pictures = own.filter { $0.plan.source == picture }
        var files: [ExportedFile] = []
        if let file = try pair(
            audio: own.first { $0.plan.source == voice }, video: pictures.first, name: name, role: role)
        {
            files.append(file)
        }
        for video in pictures.dropFirst() {
            let named = "\(name)-\(video.plan.codec.rawValue)"
            if let file = try pair(audio: nil, video: video, name: named, role: role) { files.append(file) }
        }
        return files
    }

    private func pair(
        audio: TrackExtraction.Made?, video: TrackExtraction.Made?, name: String, role: ExportedFile.Role
    ) throws(EvidenceError) -> ExportedFile? {
        guard let plan = video?.plan ?? audio?.plan else { return nil }
        let duration = (plan.endNanoseconds - plan.startNanoseconds) / 1_000_000
        let last = video?.lastFrameMilliseconds ?? 0
        let codecs = [audio, video].compactMap { $0?.plan.codec }
        let isWebM = codecs.allSatisfy(\.fitsWebM)
        let file = name + (isWebM ? ".webm" : ".mkv")
        try tool.mux(
            audio: audio?.file, video: video?.file, lastFrame: last, hold: max(0, duration - last),
            as: isWebM ? "webm" : "matroska", to: "\(output)/\(file)")
        return try described(
            ExportedFile(
                name: file, role: role, participant: plan.participant, codecs: codecs.map(\.rawValue),
                startOffset: plan.startNanoseconds / 1_000_000, duration: duration, bytes: 0, sha256: "",
                audio: audio?.audio, video: video?.video))
    }

    private func alone(_ track: TrackExtraction.Made, _ name: String) throws(EvidenceError) -> ExportedFile {
        let file = "\(name).\(track.plan.codec.rawSuffix)"
        let target = "\(output)/\(file)"
        try? FileManager.default.removeItem(atPath: target)
        do { try FileManager.default.copyItem(atPath: track.file, toPath: target) } catch {
            throw .fileSystem(operation: "copy", errno: errno)
        }
        let plan = track.plan
        return try described(
            ExportedFile(
                name: file, role: .audio, participant: plan.participant,
                codecs: [plan.codec.rawValue],
                startOffset: plan.startNanoseconds / 1_000_000,
                duration: (plan.endNanoseconds - plan.startNanoseconds) / 1_000_000, bytes: 0, sha256: "",
                audio: track.audio, video: nil))
    }

    private func mixed(_ voices: [TrackExtraction.Made]) throws(EvidenceError) -> ExportedFile {
        let name = "mixed.ogg"
        try tool.mix(
            voices.map { ($0.file, $0.plan.startNanoseconds / 1_000_000) }, to: "\(output)/\(name)")
        let last = voices.map(\.plan.endNanoseconds).max() ?? end
        return try described(
            ExportedFile(
                name: name, role: .mixedAudio, participant: nil, codecs: ["opus"], startOffset: 0,
                duration: last / 1_000_000, bytes: 0, sha256: "", audio: nil, video: nil))
    }

    private func described(_ file: ExportedFile) throws(EvidenceError) -> ExportedFile {
        var file = file
        // Patient data in the clear: for its owner alone, whatever the programs made of it.
        guard chmod("\(output)/\(file.name)", 0o600) == 0 else { throw FileSystem.failure("chmod") }
        let descriptor = try FileSystem.open("\(output)/\(file.name)", O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        var hash = SHA256()
        while true {
            let part = try FileSystem.read(descriptor, upTo: 1 << 20)
            if part.isEmpty { break }
            hash.update(data: part)
            file.bytes &+= UInt64(part.count)
        }
        file.sha256 = Hexadecimal.string(hash.finalize())
        return file
    }
}
