import Foundation
import Glibc

/// What the kernel says of this process, under the names that Prometheus' own clients use.
package enum ProcessMetrics {
    package static func write(into text: inout MetricsText) {
        if let resident = residentBytes {
            text.single(
                "process_resident_memory_bytes", .gauge, "Memory of the process in RAM.", Double(resident))
        }
        var usage = rusage()
        if getrusage(RUSAGE_SELF.rawValue, &usage) == 0 {
            let seconds = [usage.ru_utime, usage.ru_stime].reduce(0.0) {
                $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6
            }
            text.single(
                "process_cpu_seconds_total", .counter, "Processor time of the process, user and system.",
                seconds)
        }
        if let open = openFiles {
            text.single("process_open_fds", .gauge, "Open file descriptors.", Double(open))
        }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            text.single("process_max_fds", .gauge, "Most file descriptors allowed.", Double(limit.rlim_cur))
        }
    }

    /// Second field of /proc/self/statm, in pages (proc(5)).
    private static var residentBytes: Int? {
        guard let statm = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let fields = statm.split(separator: " ")
        return fields.count > 1 ? Int(fields[1]).map { $0 * Int(getpagesize()) } : nil
    }

    /// The listing itself holds one more.
    private static var openFiles: Int? {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { max(0, $0.count - 1) }
    }
}
