@main
enum RelayBench {
    static func main() {}
}
