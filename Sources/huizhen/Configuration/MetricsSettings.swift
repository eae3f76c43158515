/// The keys `metrics.*`: where Prometheus reads the service.
struct MetricsSettings: Sendable {
    var host: String
    /// 0 is off.
    var port: Int

    init(reading reader: inout ConfigurationReader) {
        host = reader.text("metrics.host", default: "127.0.0.1")
        port = reader.number("metrics.port", default: 0, in: 0...65535)
    }
}
