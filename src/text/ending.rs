//! How requests end: the words beside a status.

use super::Lang;
use super::korean::{Particle, josa};
use super::number::span;
use crate::kernel::Span;
use crate::vocabulary::{Ending, InvalidHead, Phase};

/// The words that a failure leaves on the node that decided, without a full stop: `no header in 30.0 s, so A hangs up`.
/// `waited`: `time-taken`. Of A and B; [`named`] says it of others.
pub fn reason(ending: Ending, waited: Span, lang: Lang) -> String {
    let waited = span(waited, lang);
    match lang {
        Lang::En => reason_en(ending, &waited),
        Lang::Ko => reason_ko(ending, &waited),
    }
}

/// One of several members, where it is not known which.
pub const fn some_member(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "a member",
        Lang::Ko => "대상 서버",
    }
}

/// Words about A and B with other names. A particle after a name follows it.
pub fn named(words: &str, a: &str, b: &str) -> String {
    let mut said = String::with_capacity(words.len());
    let mut letters = words.chars().peekable();
    let mut within = false;
    while let Some(letter) = letters.next() {
        let begins = !within;
        within = letter.is_ascii_alphanumeric();
        let alone = begins && !letters.peek().is_some_and(char::is_ascii_alphanumeric);
        let name = match letter {
            'A' if alone => a,
            'B' if alone => b,
            _ => {
                said.push(letter);
                continue;
            }
        };
        // The particle after A and B is the one after a vowel.
        let particle = letters
            .peek()
            .and_then(|next| Particle::ALL.into_iter().find(|particle| particle.forms()[1].starts_with(*next)));
        match particle {
            Some(particle) => {
                letters.next();
                said += &josa(name, particle);
            }
            None => said += name,
        }
        within = false;
    }
    said
}

fn reason_en(ending: Ending, waited: &str) -> String {
    let words = match ending {
        Ending::Answered => "B answered, and A passed it on",
        Ending::Refused => "every SYN met a RST",
        Ending::ConnectTimedOut | Ending::TimedOut(Phase::Connect) => return format!("no SYN answered in {waited}"),
        Ending::TimedOut(Phase::Dependency | Phase::AwaitHeader) => {
            return format!("no header in {waited}, so A hangs up");
        }
        Ending::TimedOut(Phase::ReadHeader) => return format!("half a header in {waited}, so A hangs up"),
        Ending::TimedOut(Phase::ReadBody) => return format!("half a body in {waited}, so A hangs up"),
        Ending::Closed(Phase::Dependency | Phase::Connect | Phase::AwaitHeader) => "B closed without a byte",
        Ending::Closed(Phase::ReadHeader) => "B closed in the middle of the header",
        Ending::Closed(Phase::ReadBody) => "B closed in the middle of the body",
        Ending::Reset(Phase::Dependency | Phase::Connect | Phase::AwaitHeader) => "B reset without a byte",
        Ending::Reset(Phase::ReadHeader) => "B reset in the middle of the header",
        Ending::Reset(Phase::ReadBody) => "B reset in the middle of the body",
        Ending::Invalid(InvalidHead::NoHttpVersion) => "the first bytes are not HTTP/",
        Ending::Invalid(InvalidHead::NoStatusCode) => "the status line has no code",
        Ending::Invalid(InvalidHead::NoColon) => "a header line has no colon",
        Ending::Invalid(InvalidHead::TooLong) => "the header is longer than 64 KB",
        Ending::Invalid(InvalidHead::BadContentLength) => "Content-Length cannot be right",
        Ending::Invalid(InvalidHead::BadChunk) => "a chunk of the body is malformed",
        Ending::ClientGone => "the client had gone before B answered",
        Ending::QueueFull => "the queue of http.sys is full",
    };
    words.to_owned()
}

fn reason_ko(ending: Ending, waited: &str) -> String {
    let words = match ending {
        Ending::Answered => "B의 응답을 A가 그대로 전달",
        Ending::Refused => "모든 SYN에 RST가 돌아옴",
        Ending::ConnectTimedOut | Ending::TimedOut(Phase::Connect) => return format!("{waited} 동안 SYN에 응답 없음"),
        Ending::TimedOut(Phase::Dependency | Phase::AwaitHeader) => {
            return format!("{waited} 동안 헤더가 없어 A가 끊음");
        }
        Ending::TimedOut(Phase::ReadHeader) => return format!("{waited} 동안 헤더가 끝나지 않아 A가 끊음"),
        Ending::TimedOut(Phase::ReadBody) => return format!("{waited} 동안 본문이 끝나지 않아 A가 끊음"),
        Ending::Closed(Phase::Dependency | Phase::Connect | Phase::AwaitHeader) => "B가 응답 없이 닫음",
        Ending::Closed(Phase::ReadHeader) => "B가 헤더 도중에 닫음",
        Ending::Closed(Phase::ReadBody) => "B가 본문 도중에 닫음",
        Ending::Reset(Phase::Dependency | Phase::Connect | Phase::AwaitHeader) => "B가 응답 없이 재설정",
        Ending::Reset(Phase::ReadHeader) => "B가 헤더 도중에 재설정",
        Ending::Reset(Phase::ReadBody) => "B가 본문 도중에 재설정",
        Ending::Invalid(InvalidHead::NoHttpVersion) => "HTTP/로 시작하지 않음",
        Ending::Invalid(InvalidHead::NoStatusCode) => "상태 줄에 코드가 없음",
        Ending::Invalid(InvalidHead::NoColon) => "헤더 줄에 콜론이 없음",
        Ending::Invalid(InvalidHead::TooLong) => "헤더가 64KB를 넘음",
        Ending::Invalid(InvalidHead::BadContentLength) => "Content-Length가 맞지 않음",
        Ending::Invalid(InvalidHead::BadChunk) => "본문의 청크 형식이 잘못됨",
        Ending::ClientGone => "B가 응답하기 전에 클라이언트가 떠남",
        Ending::QueueFull => "http.sys 큐가 가득 참",
    };
    words.to_owned()
}

/// What A did, as the first sentence of an explanation: `A waited 30.0 s for a header, then hung up.`
pub(super) fn sentence(ending: Ending, waited: Span, lang: Lang) -> String {
    let waited = span(waited, lang);
    match lang {
        Lang::En => match ending {
            Ending::Answered => "A passed B’s answer on.".to_owned(),
            Ending::Refused => "A could not connect: every SYN met a RST.".to_owned(),
            Ending::ConnectTimedOut | Ending::TimedOut(Phase::Connect) => {
                format!("A could not connect: no SYN was answered in {waited}.")
            }
            Ending::TimedOut(Phase::Dependency | Phase::AwaitHeader) => {
                format!("A waited {waited} for a header, then hung up.")
            }
            Ending::TimedOut(Phase::ReadHeader) => {
                format!("A waited {waited} for the rest of the header, then hung up.")
            }
            Ending::TimedOut(Phase::ReadBody) => format!("A waited {waited} for the rest of the body, then hung up."),
            Ending::Closed(_) | Ending::Reset(_) => format!("A lost the answer: {}.", reason_en(ending, &waited)),
            Ending::Invalid(_) => format!("A could not read the answer: {}.", reason_en(ending, &waited)),
            Ending::ClientGone => "The client had gone before B answered.".to_owned(),
            Ending::QueueFull => "http.sys refused the request: its queue was full.".to_owned(),
        },
        Lang::Ko => match ending {
            Ending::Answered => "A는 B의 응답을 그대로 전달했습니다.".to_owned(),
            Ending::Refused => "A는 연결하지 못했습니다. 모든 SYN에 RST가 돌아왔습니다.".to_owned(),
            Ending::ConnectTimedOut | Ending::TimedOut(Phase::Connect) => {
                format!("A는 연결하지 못했습니다. {waited} 동안 SYN에 응답이 없었습니다.")
            }
            Ending::TimedOut(Phase::Dependency | Phase::AwaitHeader) => {
                format!("A는 헤더를 {waited} 동안 기다리다 연결을 끊었습니다.")
            }
            Ending::TimedOut(Phase::ReadHeader) => {
                format!("A는 나머지 헤더를 {waited} 동안 기다리다 연결을 끊었습니다.")
            }
            Ending::TimedOut(Phase::ReadBody) => format!("A는 나머지 본문을 {waited} 동안 기다리다 연결을 끊었습니다."),
            Ending::Closed(Phase::ReadHeader) => "B가 헤더 도중에 연결을 닫아 A는 응답을 잃었습니다.".to_owned(),
            Ending::Closed(Phase::ReadBody) => "B가 본문 도중에 연결을 닫아 A는 응답을 잃었습니다.".to_owned(),
            Ending::Closed(_) => "B가 응답 없이 연결을 닫아 A는 응답을 받지 못했습니다.".to_owned(),
            Ending::Reset(Phase::ReadHeader) => "B가 헤더 도중에 연결을 재설정해 A는 응답을 잃었습니다.".to_owned(),
            Ending::Reset(Phase::ReadBody) => "B가 본문 도중에 연결을 재설정해 A는 응답을 잃었습니다.".to_owned(),
            Ending::Reset(_) => "B가 응답 없이 연결을 재설정해 A는 응답을 받지 못했습니다.".to_owned(),
            Ending::Invalid(_) => format!("A는 응답을 읽지 못했습니다. 이유: {}.", reason_ko(ending, &waited)),
            Ending::ClientGone => "B가 응답하기 전에 클라이언트가 떠났습니다.".to_owned(),
            Ending::QueueFull => "http.sys 큐가 가득 차 요청이 거부되었습니다.".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_out_says_how_long() {
        let ending = Ending::TimedOut(Phase::AwaitHeader);
        let waited = Span::from_ms(30_008);
        assert_eq!(reason(ending, waited, Lang::En), "no header in 30.0\u{a0}s, so A hangs up");
        assert_eq!(reason(ending, waited, Lang::Ko), "30.0초 동안 헤더가 없어 A가 끊음");
        assert_eq!(sentence(ending, waited, Lang::En), "A waited 30.0\u{a0}s for a header, then hung up.");
    }

    #[test]
    fn other_names_take_the_places_of_a_and_b() {
        let closed = Ending::Closed(Phase::AwaitHeader);
        let said = |ending, lang| named(&reason(ending, Span::from_s(30), lang), "edge", "app-1");
        assert_eq!(said(Ending::Answered, Lang::En), "app-1 answered, and edge passed it on");
        assert_eq!(said(closed, Lang::Ko), "app-1이 응답 없이 닫음");
        assert_eq!(named(&reason(closed, Span::ZERO, Lang::Ko), "A", "B"), "B가 응답 없이 닫음");
    }

    #[test]
    fn a_cut_answer_names_the_actor() {
        let ending = Ending::Reset(Phase::ReadHeader);
        assert_eq!(sentence(ending, Span::ZERO, Lang::En), "A lost the answer: B reset in the middle of the header.");
    }
}
