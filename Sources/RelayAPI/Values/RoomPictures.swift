/// Answer of `GET /v1/rooms/{room}/pictures`: what is sent into the room, measured from the packets without decoding.
package struct RoomPictures: Codable, Hashable, Sendable {
    package struct Picture: Codable, Hashable, Sendable {
        package var participant: String
        package var source: MediaSourceName
        /// Place among the encodings of the source, 0 the smallest.
        package var layer: UInt8
        /// Absent until a keyframe has told the size.
        package var width: Int?
        package var height: Int?
        package var framesPerSecond: Double
    }

    package var pictures: [Picture]
}
