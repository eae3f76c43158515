/// What sound and picture of a case must reach (NHC-TM 二(三)1 「图像清晰」「实时传输」), as its policy resolves it.
package struct MediaLimits: Sendable, Equatable {
    /// `media.maxLossPercent` is percent over so long; what is below a limit for less is no breach either.
    package static let window = TimeSpan.seconds(10)

    package let minResolution: PictureSize
    /// Percent.
    package let maxLoss: Int
    package let maxRoundTrip: TimeSpan

    package init(minResolution: PictureSize, maxLoss: Int, maxRoundTrip: TimeSpan) {
        self.minResolution = minResolution
        self.maxLoss = maxLoss
        self.maxRoundTrip = maxRoundTrip
    }

    /// Either way up: a camera may stand on its side.
    package func admits(_ picture: PictureSize) -> Bool {
        max(picture.width, picture.height) >= max(minResolution.width, minResolution.height)
            && min(picture.width, picture.height) >= min(minResolution.width, minResolution.height)
    }

    /// What falls short; a picture of nobody, or whose size nobody knows, does not.
    package func shortfall(
        lossPermille: Int, roundTripMilliseconds: Int, picture: PictureSize?, measuredBy: MediaMeasurer
    ) -> MediaShortfall? {
        var shortfall = MediaShortfall(measuredBy: measuredBy)
        if lossPermille > maxLoss * 10 { shortfall.lossPermille = lossPermille }
        if Int64(roundTripMilliseconds) > maxRoundTrip.milliseconds {
            shortfall.roundTripMilliseconds = roundTripMilliseconds
        }
        if let picture, !admits(picture) { shortfall.picture = picture }
        return shortfall.kinds.isEmpty ? nil : shortfall
    }
}

extension Policy {
    package var mediaLimits: MediaLimits {
        MediaLimits(
            minResolution: technical.minResolution, maxLoss: mediaMaxLoss, maxRoundTrip: mediaMaxRoundTrip)
    }
}

/// Whose measurement a record rests on.
package enum MediaMeasurer: String, Codable, Sendable, CaseIterable {
    /// The media relay, from the packets themselves.
    case relay
}

/// What of a person's sound and picture was below the limits, each with its worst figure; nil where nothing was.
package struct MediaShortfall: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable { case loss, roundTrip, resolution }

    /// Thousandths.
    package var lossPermille: Int?
    package var roundTripMilliseconds: Int?
    /// 0 by 0 where the line of the one who looks carried no picture at all.
    package var picture: PictureSize?
    package let measuredBy: MediaMeasurer

    package init(
        lossPermille: Int? = nil, roundTripMilliseconds: Int? = nil, picture: PictureSize? = nil,
        measuredBy: MediaMeasurer
    ) {
        self.lossPermille = lossPermille
        self.roundTripMilliseconds = roundTripMilliseconds
        self.picture = picture
        self.measuredBy = measuredBy
    }

    package var kinds: [Kind] {
        Kind.allCases.filter { kind in
            switch kind {
            case .loss: lossPermille != nil
            case .roundTrip: roundTripMilliseconds != nil
            case .resolution: picture != nil
            }
        }
    }

    /// The worst of both.
    package func joined(with other: MediaShortfall) -> MediaShortfall {
        func worst<Value>(_ one: Value?, _ two: Value?, _ isWorse: (Value, Value) -> Bool) -> Value? {
            guard let one, let two else { return one ?? two }
            return isWorse(two, one) ? two : one
        }
        return MediaShortfall(
            lossPermille: worst(lossPermille, other.lossPermille, >),
            roundTripMilliseconds: worst(roundTripMilliseconds, other.roundTripMilliseconds, >),
            picture: worst(picture, other.picture) { $0.pixels < $1.pixels }, measuredBy: measuredBy)
    }
}

extension PictureSize {
    package var pixels: Int { width &* height }
}
