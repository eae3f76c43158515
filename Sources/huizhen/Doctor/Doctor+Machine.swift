import ConsultationCore
import Foundation
import Glibc
import MediaRelay
import Paper

extension Doctor {
    /// The kernel's own word: a time daemon (chrony, ntpd, systemd-timesyncd) disciplines its clock, or does not.
    func clock() -> DoctorFinding {
        let isSynchronised = RecorderClock.isSynchronised
        return DoctorFinding(
            "machine.clock", isSynchronised ? .ok : .warning, "时钟同步",
            isSynchronised ? "已与标准时间同步" : "系统时钟没有与标准时间同步",
            advice: "请启用 chrony 或 systemd-timesyncd；时限和录制时间都以系统时钟为准。",
            article: "NHC-ID 24; JL 22", requirement: "NHC-ID-24")
    }

    /// Limits are reckoned in China Standard Time wherever the machine thinks it is; its own logs are not.
    func timeZone() -> DoctorFinding {
        let zone = TimeZone.current
        let isChina = zone.secondsFromGMT(for: now) == 8 * 3600
        return DoctorFinding(
            "machine.timeZone", isChina ? .ok : .warning, "时区",
            isChina ? "北京时间（\(zone.identifier)）" : "系统时区为 \(zone.identifier)，不是北京时间",
            advice: "时限一律按北京时间计算，不受影响；为便于核对系统日志，建议运行 timedatectl set-timezone Asia/Shanghai。")
    }

    /// Reports go out as PDF files that carry their letters; a machine without Chinese ones would print boxes.
    func fonts() -> DoctorFinding {
        let hasChinese = PrintedText.hasChinese
        return DoctorFinding(
            "machine.fonts", hasChinese ? .ok : .fault, "中文字体",
            hasChinese ? "已安装，报告文件内嵌所用字体" : "没有中文字体，生成的报告文件不能显示汉字",
            advice: "请安装中文字体：apt-get install fonts-wqy-zenhei fonts-noto-cjk。", article: "NHC-SUP 19",
            requirement: "NHC-SUP-19b")
    }

    /// Links as the relay would use them: one a provider, each with an address of this machine.
    func links(_ shelf: PolicyShelf?) -> DoctorFinding {
        let title = "网络线路"
        let wanted = minimumProviders(shelf)
        var found = configuration.links.map { (name: $0.name, address: $0.address) }
        if found.isEmpty {
            found = LocalAddresses.usable().map { (name: $0.interface, address: $0.address) }
        }
        let dead = found.filter { !Self.canBind($0.address) }
        let providers = Set(found.map(\.name)).subtracting(dead.map(\.name)).sorted()
        let list = found.map { "\($0.name) \($0.address)" }.joined(separator: "，")
        guard dead.isEmpty else {
            return DoctorFinding(
                "network.links", .fault, title,
                "本机没有地址 \(dead.map { "\($0.address)（\($0.name)）" }.joined(separator: "、"))",
                advice: "请检查网卡、网线和 relay.links；必要时联系该线路的网络供应商。", article: "NHC-TM 二(三)3",
                requirement: "NHC-TM-2.3.3")
        }
        guard providers.count >= wanted else {
            return DoctorFinding(
                "network.links", .fault, title,
                "只有 \(providers.count) 家网络供应商的线路" + (list.isEmpty ? "" : "（\(list)）"),
                advice: "至少接入 \(wanted) 家网络供应商，并在 relay.links 中各配置一条。", article: "NHC-TM 二(三)3",
                requirement: "NHC-TM-2.3.3")
        }
        return DoctorFinding(
            "network.links", .ok, title, "\(providers.count) 条：\(list)", requirement: "NHC-TM-2.3.3")
    }

    private func minimumProviders(_ shelf: PolicyShelf?) -> Int {
        let today = CivilDate(WallTime(milliseconds: Int64(now.timeIntervalSince1970 * 1000)))
        guard let shelf, let parameter = PolicyParameter.named("network.minProviders"),
            case .count(let number) = shelf.resolve(.telemedicine, .national, on: today)[parameter]?.word
                .value
        else { return 2 }
        return number
    }

    /// Whether a UDP socket can be bound to the address: the relay will do the same.
    static func canBind(_ address: String) -> Bool {
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        guard inet_pton(AF_INET, address, &place.sin_addr) == 1 else { return false }
        let socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        return withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    /// Older than a day is worth a word, older than a week a fault.
    static let backupWarning: TimeInterval = 26 * 3600
    static let backupFault: TimeInterval = 7 * 86_400

    func backup() -> DoctorFinding {
        let title = "数据备份"
        let folder = configuration.backups
        let keys: [URLResourceKey] = [.contentModificationDateKey]
        let dates =
            ((try? FileManager.default.contentsOfDirectory(
                at: folder, includingPropertiesForKeys: keys)) ?? [])
            .compactMap { try? $0.resourceValues(forKeys: Set(keys)).contentModificationDate }
        guard let newest = dates.max() else {
            return DoctorFinding(
                "data.backup", .warning, title, "\(folder.path) 中没有备份",
                advice: "请每天备份数据目录，备份放在 storage.backups（可为另一台服务器的挂载目录，须在境内）。",
                article: "SC 23(1)", requirement: "SC-23a")
        }
        let age = now.timeIntervalSince(newest)
        let level: DoctorFinding.Level =
            age > Self.backupFault ? .fault : age > Self.backupWarning ? .warning : .ok
        return DoctorFinding(
            "data.backup", level, title,
            "最近一次 \(Terminal.instant(Int64(newest.timeIntervalSince1970 * 1000)))（\(Int(max(0, age)) / 3600) 小时前）",
            advice: "备份已中断，请检查备份任务。", article: "SC 23(1)", requirement: "SC-23a")
    }
}
