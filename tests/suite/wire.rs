//! The HTTP/1.1 readers against `httparse`, an independent implementation, and on random bytes.

use bad_gateway::wire::http1::{Progress, RequestReader, ResponseReader, Strictness};
use proptest::prelude::*;

/// What a parser says of the first bytes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    NotYet,
    /// The head is complete, with this status code.
    Head(u16),
    Wrong,
}

fn ours(bytes: &[u8]) -> Verdict {
    let mut reader = ResponseReader::new(Strictness::WINHTTP);
    match reader.feed(bytes) {
        Err(_) => Verdict::Wrong,
        Ok(Progress::NeedMore) => Verdict::NotYet,
        Ok(Progress::Head | Progress::Complete) => reader.code().map_or(Verdict::NotYet, Verdict::Head),
    }
}

fn theirs(bytes: &[u8]) -> Verdict {
    let mut fields = [httparse::EMPTY_HEADER; 16];
    let mut response = httparse::Response::new(&mut fields);
    let parsed = httparse::ParserConfig::default()
        .allow_obsolete_multiline_headers_in_responses(true)
        .parse_response(&mut response, bytes);
    match parsed {
        Err(_) => Verdict::Wrong,
        Ok(httparse::Status::Partial) => Verdict::NotYet,
        Ok(httparse::Status::Complete(_)) => response.code.map_or(Verdict::NotYet, Verdict::Head),
    }
}

/// Heads about which both must say the same, byte by byte: valid ones, and what real peers and faults write.
const ALIKE: [&[u8]; 22] = [
    b"HTTP/1.1 200 OK\r\nDate: Mon, 02 Mar 2026 10:15:00 GMT\r\nServer: Kestrel\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 27\r\n\r\n",
    b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    b"HTTP/1.1 502 Bad Gateway\r\nServer: nginx\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"HTTP/1.0 404 Not Found\r\nX-Empty:\r\nX-Blank: \t\r\n\r\n",
    b"HTTP/1.1 200\r\nA: b\r\n\r\n",
    b"HTTP/1.1 200 \r\nA: b\r\n\r\n",
    b"HTTP/1.1 304 Not Modified\r\nETag: \"x:y\"\r\n\r\n",
    b"HTTP/1.1 200 OK\nA: b\n\n",
    b"HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\td\r\n\r\n",
    b"HTTP/1.1 204 No Content\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX: \xea\xb0\x80\r\n\r\n",
    b"SSH-2.0-OpenSSH_9.6\r\n",
    b"220 mail.example ESMTP\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"<html><body>502</body></html>",
    b"GET / HTTP/1.1\r\n\r\n",
    b"HTTP/1.1 OK\r\n\r\n",
    b"HTTP/1.1 20x OK\r\n\r\n",
    b"HTTP/1.1 2000 OK\r\n\r\n",
    b"HTTP/2.0 200 OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n: b\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n a: b\r\n\r\n",
];

#[test]
fn another_parser_agrees_about_every_prefix() {
    for bytes in ALIKE {
        for end in 0..=bytes.len() {
            let (ours, theirs) = (ours(&bytes[..end]), theirs(&bytes[..end]));
            // An error may be told early or late, as long as it is told.
            let early = theirs == Verdict::NotYet && ours == Verdict::Wrong
                || ours == Verdict::NotYet && theirs == Verdict::Wrong;
            assert!(
                ours == theirs || early && end < bytes.len(),
                "{ours:?}, {theirs:?}: {}",
                bytes[..end].escape_ascii()
            );
        }
    }
}

/// Where we differ by intent: each with our verdict and the reason.
#[test]
fn differences_to_the_other_parser_are_known() {
    for (bytes, expected, reason) in [
        (&b"\r\nHTTP/1.1 200 OK\r\n\r\n"[..], Verdict::Wrong, "RFC 9112 §2.2 skips empty lines before requests only"),
        (b"HTTP/1.1 099 OK\r\n\r\n", Verdict::Wrong, "a status code is 100 to 999"),
        (b"HTTP/1.2 200 OK\r\n\r\n", Verdict::Head(200), "a higher minor version is read like 1.1 (RFC 9110 §2.5)"),
        (b"HTTP/1.1 200 OK\r\nA B: c\r\n\r\n", Verdict::Head(200), "WinHTTP lets such names through"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", Verdict::Wrong, "the other parser knows no framing"),
    ] {
        assert_eq!(ours(bytes), expected, "{reason}");
        assert_ne!(theirs(bytes), expected, "no longer a difference: {}", bytes.escape_ascii());
    }
}

#[test]
fn another_parser_agrees_about_requests() {
    for bytes in [
        &b"GET /orders?id=7 HTTP/1.1\r\nHost: b.example\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n"[..],
        b"POST / HTTP/1.0\r\nContent-Length: 0\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/3.0\r\n\r\n",
        b" / HTTP/1.1\r\n\r\n",
    ] {
        let mut fields = [httparse::EMPTY_HEADER; 16];
        let mut theirs = httparse::Request::new(&mut fields);
        let complete = theirs.parse(bytes).is_ok_and(|status| status.is_complete());
        let mut ours = RequestReader::new(Strictness::KESTREL);
        assert_eq!(ours.feed(bytes) == Ok(Progress::Complete), complete, "{}", bytes.escape_ascii());
        if complete {
            assert_eq!(ours.method(), theirs.method.unwrap().as_bytes());
            assert_eq!(ours.target(), theirs.path.unwrap().as_bytes());
        }
    }
}

const LINES: [&[u8]; 10] = [
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"Content-Length: 3\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Connection: keep-alive, close\r\n",
    b" folded\r\n",
    b"\r\n",
    b"3\r\nabc\r\n",
    b"0\r\n\r\n",
    b"abc",
];

/// Bytes that look like a response, with something wrong here and there.
fn almost_a_response() -> impl Strategy<Value = Vec<u8>> {
    let line = prop::sample::select(&LINES[..]);
    let lines = prop::collection::vec(line, 0..8);
    (lines, prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..2)).prop_map(|(lines, changes)| {
        let mut bytes = [&b"HTTP/1.1 200 OK\r\n"[..], &lines.concat()].concat();
        for (index, byte) in changes {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        bytes
    })
}

proptest! {
    #[test]
    fn random_responses_read_alike_however_they_are_split(
        bytes in almost_a_response(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
    ) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len())).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let mut whole = ResponseReader::new(Strictness::WINHTTP);
        let mut split = whole.clone();
        let at_once = whole.feed(&bytes);
        let in_parts = cuts.windows(2).map(|cut| split.feed(&bytes[cut[0]..cut[1]])).find(Result::is_err);
        prop_assert_eq!(in_parts.is_some(), at_once.is_err());
        match at_once {
            Err(error) => prop_assert_eq!(in_parts, Some(Err(error))),
            Ok(_) => prop_assert_eq!(split, whole),
        }
    }

    #[test]
    fn no_bytes_upset_the_readers(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = ResponseReader::new(Strictness::WINHTTP).feed(&bytes);
        let _ = RequestReader::new(Strictness::KESTREL).feed(&bytes);
    }
}
