use super::*;
use crate::vocabulary::{InvalidHead, Phase};

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nServer: Kestrel\r\nContent-Length: 5\r\n\r\nhello";
const CHUNKED: &[u8] =
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=\"y\"\r\nhello\r\n0A \r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";

/// Messages that end by themselves; the status code, and whether the connection is kept.
const COMPLETE: [(&[u8], u16, bool); 17] = [
    (OK, 200, true),
    (CHUNKED, 200, true),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, true),
    (b"HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n", 204, true),
    (b"HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", 304, true),
    (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n.", 200, true),
    (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", 101, false),
    (b"HTTP/1.1 500\r\nContent-Length: 2\r\n\r\nno", 500, true),
    (b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok", 200, true),
    (b"HTTP/1.1 200 \r\nCONTENT-LENGTH:\t 2 \r\n\r\nok", 200, true),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\nok", 200, true),
    (b"HTTP/1.1 200 OK\r\nContent-Length:\r\n 2\r\nX: a\r\n  b: c\r\n\r\nok", 200, true),
    (b"HTTP/1.1 200 OK\r\nConnection: x-y, Close\r\nContent-Length: 0\r\n\r\n", 200, false),
    (b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n.", 200, false),
    (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\n.", 200, true),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 200, true),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 7\r\n\r\n0\r\n\r\n", 200, false),
];

/// Messages that are wrong at their last byte, and not before.
const WRONG: [(&[u8], InvalidHead); 26] = [
    (b"S", InvalidHead::NoHttpVersion),
    (b"HTTQ", InvalidHead::NoHttpVersion),
    (b"\r", InvalidHead::NoHttpVersion),
    (b"HTTP/2", InvalidHead::NoHttpVersion),
    (b"HTTP/1.x", InvalidHead::NoHttpVersion),
    (b"HTTP/1.10", InvalidHead::NoHttpVersion),
    (b"HTTP/1.1\r", InvalidHead::NoStatusCode),
    (b"HTTP/1.1  ", InvalidHead::NoStatusCode),
    (b"HTTP/1.1 0", InvalidHead::NoStatusCode),
    (b"HTTP/1.1 20\r", InvalidHead::NoStatusCode),
    (b"HTTP/1.1 2000", InvalidHead::NoStatusCode),
    (b"HTTP/1.1 O", InvalidHead::NoStatusCode),
    (b"HTTP/1.1 200 OK\r\nServer\r\n", InvalidHead::NoColon),
    (b"HTTP/1.1 200 OK\r\n:", InvalidHead::NoColon),
    (b"HTTP/1.1 200 OK\r\n ", InvalidHead::NoColon),
    (b"HTTP/1.1 200 OK\r\nA: b\r\n\rC", InvalidHead::NoColon),
    (b"HTTP/1.1 200 OK\r\nContent-Length: -", InvalidHead::BadContentLength),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 1 2", InvalidHead::BadContentLength),
    (b"HTTP/1.1 200 OK\r\nContent-Length: \r\n\r", InvalidHead::BadContentLength),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\nA", InvalidHead::BadContentLength),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616", InvalidHead::BadContentLength),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nz", InvalidHead::BadChunk),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\n", InvalidHead::BadChunk),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n11112222333344445", InvalidHead::BadChunk),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n..", InvalidHead::BadChunk),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTrailer\n", InvalidHead::BadChunk),
];

fn reader() -> ResponseReader {
    ResponseReader::new(Strictness::WINHTTP)
}

#[test]
fn a_complete_message_is_complete_and_no_prefix_of_it_is() {
    for (bytes, code, kept) in COMPLETE {
        for end in 0..bytes.len() {
            let mut reader = reader();
            assert_ne!(reader.feed(&bytes[..end]).unwrap(), Progress::Complete);
            assert!(reader.phase().is_some() && !reader.keeps_alive());
            assert_eq!(reader.clone().finish().unwrap_err(), reader.phase().unwrap());
        }
        let mut reader = reader();
        assert_eq!(reader.feed(bytes).unwrap(), Progress::Complete, "{}", bytes.escape_ascii());
        assert_eq!((reader.code(), reader.keeps_alive(), reader.phase()), (Some(code), kept, None));
        reader.finish().unwrap();
    }
}

#[test]
fn it_does_not_matter_where_bytes_are_split() {
    for (bytes, ..) in COMPLETE {
        let mut whole = reader();
        whole.feed(bytes).unwrap();
        let mut single = reader();
        for byte in bytes.chunks(1) {
            single.feed(byte).unwrap();
        }
        assert_eq!(single, whole);
        for first in 0..=bytes.len() {
            for second in first..=bytes.len() {
                let mut split = reader();
                for part in [&bytes[..first], &bytes[first..second], &bytes[second..]] {
                    split.feed(part).unwrap();
                }
                assert_eq!(split, whole);
            }
        }
    }
}

#[test]
fn an_error_is_told_at_the_first_byte_that_cannot_be_right() {
    for (bytes, error) in WRONG {
        let (last, before) = bytes.split_last().unwrap();
        let mut split = reader();
        split.feed(before).unwrap();
        assert_eq!(split.feed(&[*last]), Err(error), "{}", bytes.escape_ascii());
        assert_eq!(reader().feed(bytes), Err(error));
    }
}

#[test]
fn what_comes_instead_of_http_fails_at_its_first_differing_byte() {
    assert_eq!(reader().feed(b"SSH-2.0-OpenSSH_9.6\r\n"), Err(InvalidHead::NoHttpVersion));
    let mut reader = reader();
    assert_eq!(reader.feed(b"HT"), Ok(Progress::NeedMore));
    assert_eq!(reader.feed(b"M"), Err(InvalidHead::NoHttpVersion));
}

#[test]
fn progress_and_phase_follow_the_message() {
    let mut reader = reader();
    assert_eq!((reader.phase(), reader.code()), (Some(Phase::AwaitHeader), None));
    assert_eq!(reader.feed(b""), Ok(Progress::NeedMore));
    assert_eq!(reader.phase(), Some(Phase::AwaitHeader));
    reader.feed(b"HTTP/1.1 100 Continue\r\n\r\n").unwrap();
    assert_eq!((reader.phase(), reader.code()), (Some(Phase::AwaitHeader), None), "an interim response is no answer");
    assert_eq!(reader.feed(b"HTTP/1.1 200 OK\r\nContent-"), Ok(Progress::NeedMore));
    assert_eq!((reader.phase(), reader.code()), (Some(Phase::ReadHeader), Some(200)));
    assert_eq!(reader.feed(b"Length: 2\r\n\r\n."), Ok(Progress::Head));
    assert_eq!(reader.phase(), Some(Phase::ReadBody));
    assert_eq!(reader.clone().finish(), Err(Phase::ReadBody));
    assert_eq!(reader.feed(b"."), Ok(Progress::Complete));
    assert!(reader.keeps_alive());
    assert_eq!(reader.feed(b"?"), Ok(Progress::Complete));
    assert!(!reader.keeps_alive(), "bytes after the end");
}

#[test]
fn a_body_without_a_length_lasts_until_the_connection_closes() {
    for head in [&b"HTTP/1.1 200 OK\r\n\r\n"[..], b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n"] {
        let mut reader = reader();
        assert_eq!(reader.feed(head), Ok(Progress::Head));
        assert_eq!(reader.feed(b"anything"), Ok(Progress::NeedMore));
        assert_eq!(reader.phase(), Some(Phase::ReadBody));
        assert_eq!(reader.finish(), Ok(()));
        assert!(reader.is_complete() && !reader.keeps_alive());
    }
}

#[test]
fn the_response_to_head_has_no_body() {
    let mut reader = ResponseReader::to_head(Strictness::WINHTTP);
    assert_eq!(reader.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), Ok(Progress::Complete));
    assert!(reader.keeps_alive());
}

#[test]
fn a_head_may_be_as_long_as_the_limit_and_no_longer() {
    let limit = Strictness::WINHTTP.head_limit as usize;
    let line = b"HTTP/1.1 204 No Content\r\n";
    for (excess, expected) in [(0, Ok(Progress::Complete)), (1, Err(InvalidHead::TooLong))] {
        let mut head = line.to_vec();
        head.extend_from_slice(b"X: ");
        head.resize(limit + excess - 4, b'x');
        head.extend_from_slice(b"\r\n\r\n");
        assert_eq!(reader().feed(&head), expected);
        let mut split = reader();
        let last = head.chunks(1000).map(|part| split.feed(part)).find(|fed| *fed != Ok(Progress::NeedMore));
        assert_eq!(last, Some(expected));
    }
    // Each head has the limit for itself, and a body has none.
    let mut reader = ResponseReader::new(Strictness { head_limit: 45, ..Strictness::WINHTTP });
    let interim = b"HTTP/1.1 100 Continue\r\n\r\n".repeat(3);
    assert_eq!(reader.feed(&interim), Ok(Progress::NeedMore));
    assert_eq!(reader.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n"), Ok(Progress::Head));
    assert_eq!(reader.feed(&[b'.'; 200]), Ok(Progress::Complete));
}

#[test]
fn folding_is_a_matter_of_strictness() {
    let mut strict = ResponseReader::new(Strictness { folding: false, ..Strictness::WINHTTP });
    assert_eq!(strict.feed(b"HTTP/1.1 200 OK\r\nA: b\r\n c\r\n"), Err(InvalidHead::NoColon));
}

const GET: &[u8] = b"GET /orders?id=7 HTTP/1.1\r\nHost: b.example\r\n\r\n";
const POST: &[u8] = b"\r\nPOST /orders HTTP/1.1\r\nHost: b.example\r\nContent-Length: 4\r\n\r\nid=7";
const UPLOAD: &[u8] = b"PUT /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nid\r\n0\r\n\r\n";

#[test]
fn requests_are_read_split_anywhere() {
    for (bytes, method, target) in
        [(GET, &b"GET"[..], &b"/orders?id=7"[..]), (POST, b"POST", b"/orders"), (UPLOAD, b"PUT", b"/x")]
    {
        for split in 0..bytes.len() {
            let mut reader = RequestReader::new(Strictness::KESTREL);
            assert_ne!(reader.feed(&bytes[..split]).unwrap(), Progress::Complete);
            assert!(method.starts_with(reader.method()) && target.starts_with(reader.target()));
            assert_eq!(reader.feed(&bytes[split..]), Ok(Progress::Complete));
            assert_eq!((reader.method(), reader.target()), (method, target));
            reader.restart();
            assert_eq!(reader, RequestReader::new(Strictness::KESTREL), "ready for the next");
        }
    }
    let mut reader = RequestReader::new(Strictness::KESTREL);
    assert_eq!(reader.feed(&POST[..POST.len() - 1]), Ok(Progress::Head));
}

#[test]
fn a_bad_request_is_told_at_its_last_byte() {
    let long = [&b"GET /"[..], &[b'x'; 40_956]].concat();
    for (bytes, error) in [
        (&b" "[..], InvalidHead::NoHttpVersion),
        (b"GET  ", InvalidHead::NoHttpVersion),
        (b"GET\r", InvalidHead::NoHttpVersion),
        (b"GET /\r", InvalidHead::NoHttpVersion),
        (b"GET / HTTP/2", InvalidHead::NoHttpVersion),
        (b"GET / HTTP/1.1 ", InvalidHead::NoHttpVersion),
        (b"GET / HTTP/1.1\r\nHost\n", InvalidHead::NoColon),
        (b"GET / HTTP/1.1\r\nA: b\r\n ", InvalidHead::NoColon),
        (b"PUT / HTTP/1.1\r\nContent-Length: x", InvalidHead::BadContentLength),
        (b"PUT / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", InvalidHead::BadContentLength),
        (b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\r", InvalidHead::BadChunk),
        (&long, InvalidHead::TooLong),
    ] {
        let (last, before) = bytes.split_last().unwrap();
        let mut split = RequestReader::new(Strictness::KESTREL);
        split.feed(before).unwrap();
        assert_eq!(split.feed(&[*last]), Err(error), "{}", bytes.escape_ascii());
        assert_eq!(RequestReader::new(Strictness::KESTREL).feed(bytes), Err(error));
    }
}
