import ConsultationCore
import Evidence
import Foundation
import Web

extension Doctor {
    /// Warned of so many days before the end.
    static let certificateWarningDays = 30

    func certificate() -> DoctorFinding {
        let title = "网站证书"
        guard let files = configuration.tls else {
            return DoctorFinding(
                "web.certificate", .warning, title, "未配置证书，以明文 HTTP 提供服务",
                advice: "只允许在加密代理之后或本机测试时使用；否则请配置 web.certificate 和 web.key。",
                article: "NHC-TM 二(三)1; NHC-TM 四(一)4", requirement: "NHC-TM-4.1.4")
        }
        let certificate: CertificateFile
        do {
            certificate = try CertificateFile(
                certificateChainPath: files.certificate.path, privateKeyPath: files.key.path)
        } catch {
            return DoctorFinding(
                "web.certificate", .fault, title, "\(files.certificate.path) 与 \(files.key.path) 不能使用",
                advice: "请检查两个文件是否存在、是否为 PEM 格式、私钥是否与证书对应。",
                article: "NHC-TM 二(三)1; NHC-TM 四(一)4", requirement: "NHC-TM-4.1.4")
        }
        let seconds = Int64(now.timeIntervalSince1970)
        let days = (certificate.validTo - seconds) / 86_400
        let until = Terminal.instant(certificate.validTo * 1000)
        let outside = seconds < certificate.validFrom || seconds > certificate.validTo
        let isPrivate = Files.mode(files.key.path).map { $0 & 0o077 == 0 } ?? true
        let level: DoctorFinding.Level =
            outside ? .fault : days < Self.certificateWarningDays || !isPrivate ? .warning : .ok
        let state =
            outside ? "不在有效期内（至 \(until)）" : "有效至 \(until)，还有 \(days) 天" + (isPrivate ? "" : "；私钥可被其他用户读取")
        return DoctorFinding(
            "web.certificate", level, title, state,
            advice: isPrivate || outside ? "请更换证书后重新启动服务。" : "运行 chmod 600 \(files.key.path)。",
            article: "NHC-TM 二(三)1; NHC-TM 四(一)4", requirement: "NHC-TM-4.1.4")
    }

    /// The audit log must be there as long as what it is about, and somebody must need a second factor.
    func security(_ shelf: PolicyShelf?) -> DoctorFinding {
        let title = "登录安全与审计日志"
        let today = CivilDate(WallTime(milliseconds: Int64(now.timeIntervalSince1970 * 1000)))
        guard let rules = try? shelf?.security(on: today) else {
            return DoctorFinding(
                "security.rules", .fault, title, "政策参数 security.* 或 retention.* 不能读取",
                advice: "运行 huizhen policy check，按提示的文件和行号修改。", article: "NHC-ID 13", requirement: "NHC-ID-13"
            )
        }
        guard rules.keepsLogLongEnough else {
            return DoctorFinding(
                "security.rules", .fault, title,
                "审计日志保存 \(rules.auditRetention) 年，短于病历资料的 \(rules.recordRetention) 年",
                advice: "请把 retention.auditLog 调整为不短于 retention.record 和 retention.media。",
                article: "NHC-ID 13; SC 23(2)", requirement: "NHC-ID-13")
        }
        let missing = Role.administrators.filter { !rules.secondFactorRoles.contains($0) }
        guard missing.isEmpty else {
            return DoctorFinding(
                "security.rules", .fault, title, "管理员岗位未要求双因素登录",
                advice: "请在 security.secondFactorRoles 列入 systemAdmin、securityAdmin、auditAdmin。",
                article: "NHC-ID 13", requirement: "NHC-ID-13")
        }
        return DoctorFinding(
            "security.rules", .ok, title,
            "\(rules.secondFactorRoles.count) 类岗位双因素登录；审计日志保存 \(rules.auditRetention) 年",
            requirement: "NHC-ID-13")
    }

    /// Never makes keys: a recording written under a lost key stays closed for ever, so a missing one must be seen.
    func keys() -> DoctorFinding {
        let title = "录制密钥"
        let folder = configuration.keys
        let files = ["recording.key", "evidence-signing.pem"].map { folder.appendingPathComponent($0).path }
        let missing = files.filter { Files.mode($0) == nil }
        if missing.count == files.count, Files.mode(configuration.recordings.path) == nil {
            return DoctorFinding(
                "recording.keys", .warning, title, "尚未建立",
                advice: "首次启动服务时自动建立；建立后请把 \(folder.path) 另行安全备份。", article: "JL 35",
                requirement: "JL-35c")
        }
        guard missing.isEmpty, (try? RecordingKey.load(file: files[0])) != nil else {
            return DoctorFinding(
                "recording.keys", .fault, title, "密钥缺失或不能读取：\((missing + files).first ?? folder.path)",
                advice: "没有原密钥，已有录音录像不能打开。请从备份恢复 \(folder.path)，不要让服务另建密钥。",
                article: "JL 35; NHC-SUP 19", requirement: "JL-35c")
        }
        guard files.allSatisfy({ Files.mode($0).map { $0 & 0o077 == 0 } ?? false }) else {
            return DoctorFinding(
                "recording.keys", .fault, title, "密钥文件可被其他用户读取",
                advice: "运行 chmod 600 \(files.joined(separator: " "))。", article: "NHC-TM 四(一)4",
                requirement: "NHC-TM-4.1.4")
        }
        return DoctorFinding("recording.keys", .ok, title, "齐全，仅服务用户可读")
    }
}
