package enum OfferWriter {
    /// The offer as SDP text.
    package static func write(_ offer: SessionOffer) -> String { "" }
}
