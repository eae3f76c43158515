import ConsultationCore
import Foundation
import PolicyFiles

/// Looks at a deployment without changing anything of it: no file is made, no database is opened for writing.
struct Doctor {
    let configuration: Configuration
    let now: Date

    func findings() -> [DoctorFinding] {
        let (policy, shelf) = policies()
        return [
            policy, security(shelf), certificate(), dataDirectory(), recordingSpace(), database(), keys(),
        ]
            + [clock(), timeZone(), fonts(), links(shelf)] + deploymentFindings() + [backup()]
    }

    func policies() -> (DoctorFinding, PolicyShelf?) {
        let title = "政策参数文件"
        do {
            let shelf = try configuration.policies()
            let laws = shelf.texts.filter(\.isLaw).count
            return (
                DoctorFinding(
                    "policy.files", .ok, title, "\(shelf.texts.count) 个文件，其中法律文本 \(laws) 个，内容无误",
                    requirement: "NHC-SUP-39"), shelf
            )
        } catch {
            let faults = (error as? PolicyFaults)?.all.count ?? 1
            return (
                DoctorFinding(
                    "policy.files", .fault, title,
                    "\(configuration.policyDirectory.path) 有 \(faults) 处错误，服务不能启动",
                    advice: "运行 huizhen policy check，按提示的文件和行号修改。", article: "NHC-SUP 39",
                    requirement: "NHC-SUP-39"), nil
            )
        }
    }

    func database() -> DoctorFinding {
        let path = configuration.database.path
        guard let size = Files.size(path) else {
            return DoctorFinding(
                "data.database", .warning, "数据库", "\(path) 还不存在",
                advice: "首次启动服务时自动建立；如果应当已有数据，请检查 --data 是否正确。")
        }
        guard access(path, R_OK | W_OK) == 0 else {
            return DoctorFinding(
                "data.database", .fault, "数据库", "\(path) 不能读写",
                advice: "请检查文件属主和权限。", article: "NHC-TM 四(一)4", requirement: "NHC-TM-4.1.4b")
        }
        return DoctorFinding("data.database", .ok, "数据库", "\(path)，\(Terminal.size(UInt64(size)))")
    }

    func dataDirectory() -> DoctorFinding {
        let path = configuration.dataDirectory.path
        let title = "数据目录"
        guard let mode = Files.mode(path) else {
            return DoctorFinding(
                "data.directory", .fault, title, "\(path) 不存在",
                advice: "请建立该目录，或用 --data 指定正确的目录。", article: "NHC-TM 四(一)4",
                requirement: "NHC-TM-4.1.4b")
        }
        guard access(path, R_OK | W_OK | X_OK) == 0 else {
            return DoctorFinding(
                "data.directory", .fault, title, "\(path) 不能写入", advice: "请检查目录属主和权限。",
                article: "NHC-TM 四(一)4", requirement: "NHC-TM-4.1.4b")
        }
        guard mode & 0o077 == 0 else {
            return DoctorFinding(
                "data.directory", .warning, title, "\(path) 对其他用户开放（权限 \(String(mode, radix: 8))）",
                advice: "运行 chmod 700 \(path)。", article: "NHC-IH 附录四(四); JL 36",
                requirement: "NHC-IH-A4.4")
        }
        return DoctorFinding("data.directory", .ok, title, "\(path)，仅服务用户可访问")
    }

    private static func gigabytes(_ bytes: UInt64) -> String {
        String(format: "%.1f GB", Double(bytes) / 1_073_741_824)
    }

    /// Room for one reserve must be left, or rooms are refused; for ten, or somebody should think of a larger disk.
    func recordingSpace() -> DoctorFinding {
        let title = "录制空间"
        let reserve = UInt64(configuration.reserveBytes)
        guard let free = Files.freeBytes(nearest: configuration.recordings.path) else {
            return DoctorFinding(
                "recording.space", .fault, title, "\(configuration.recordings.path) 所在磁盘不能读取",
                advice: "请检查 recording.directory 和磁盘挂载。", article: "JL 35", requirement: "JL-35c")
        }
        let level: DoctorFinding.Level = free < reserve ? .fault : free < 10 * reserve ? .warning : .ok
        return DoctorFinding(
            "recording.space", level, title,
            "剩余 \(Self.gigabytes(free))，开始会诊须保留 \(Self.gigabytes(reserve))",
            advice: level == .fault
                ? "空间不足，不能开始会诊。请清理或扩充磁盘。" : "空间即将不足，请扩充磁盘。", article: "JL 35",
            requirement: "JL-35c")
    }
}

/// Facts of the file system, asked without changing it.
enum Files {
    static func mode(_ path: String) -> UInt32? {
        var facts = stat()
        return stat(path, &facts) == 0 ? facts.st_mode & 0o7777 : nil
    }

    static func size(_ path: String) -> Int64? {
        var facts = stat()
        return stat(path, &facts) == 0 ? Int64(facts.st_size) : nil
    }

    /// Free for this user on the disk of `path`, or of the nearest folder above it that exists.
    static func freeBytes(nearest path: String) -> UInt64? {
        var url = URL(fileURLWithPath: path)
        while mode(url.path) == nil, url.pathComponents.count > 1 { url.deleteLastPathComponent() }
        var facts = statvfs()
        guard statvfs(url.path, &facts) == 0 else { return nil }
        return UInt64(facts.f_bavail) * UInt64(facts.f_frsize)
    }
}
