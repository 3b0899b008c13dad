//! Faults and phases, for the panel and for sentences.

use super::number::setting;
use super::{Lang, Say};
use crate::kernel::Span;
use crate::vocabulary::{Fault, Impossible, Phase};

/// The name in the panel.
impl Say for Fault {
    fn en(&self) -> String {
        match self {
            Self::DependencyHang => "C hangs",
            Self::DependencySlow => "C is slow",
            Self::ConnectRefused => "Refused",
            Self::ConnectBlackhole => "Black hole",
            Self::HangBeforeStatus => "B stays silent",
            Self::FinBeforeStatus => "B closes without a byte",
            Self::RstMidHeaders => "B resets in the middle",
            Self::GarbageStatusLine => "B does not speak HTTP",
        }
        .to_owned()
    }

    fn ko(&self) -> String {
        match self {
            Self::DependencyHang => "C 무응답",
            Self::DependencySlow => "C 지연",
            Self::ConnectRefused => "연결 거부",
            Self::ConnectBlackhole => "블랙홀",
            Self::HangBeforeStatus => "B 무응답",
            Self::FinBeforeStatus => "B가 한 바이트도 없이 닫음",
            Self::RstMidHeaders => "B가 도중에 재설정",
            Self::GarbageStatusLine => "B가 HTTP로 말하지 않음",
        }
        .to_owned()
    }
}

/// The heading of the phase's part of the panel.
impl Say for Phase {
    fn en(&self) -> String {
        match self {
            Self::Dependency => "Dependency C",
            Self::Connect => "A connects to B",
            Self::AwaitHeader => "A waits for the header",
            Self::ReadHeader => "A reads the header",
            Self::ReadBody => "A reads the body",
        }
        .to_owned()
    }

    fn ko(&self) -> String {
        match self {
            Self::Dependency => "종속 서비스 C",
            Self::Connect => "A가 B에 연결할 때",
            Self::AwaitHeader => "A가 헤더를 기다릴 때",
            Self::ReadHeader => "A가 헤더를 읽을 때",
            Self::ReadBody => "A가 본문을 읽을 때",
        }
        .to_owned()
    }
}

/// Why a fault cannot be switched on.
impl Say for Impossible {
    fn en(&self) -> String {
        match self {
            Self::Loopback => "B is reached on 127.0.0.1, where a SYN is always answered.",
        }
        .to_owned()
    }

    fn ko(&self) -> String {
        match self {
            Self::Loopback => "B에는 127.0.0.1로 연결하며, 루프백에서는 SYN에 항상 응답이 있습니다.",
        }
        .to_owned()
    }
}

/// What the fault does, in one sentence.
pub fn about(fault: Fault, lang: Lang) -> String {
    match lang {
        Lang::En => match fault {
            Fault::DependencyHang => "C accepts each call and says nothing until the fault ends.",
            Fault::DependencySlow => "C answers, but takes this long for each call.",
            Fault::ConnectRefused => "Nothing listens on B’s port: each SYN is answered by a RST.",
            Fault::ConnectBlackhole => "Something on the way swallows each SYN to B, and says nothing.",
            Fault::HangBeforeStatus => "B reads the request and never writes a byte.",
            Fault::FinBeforeStatus => "B reads the request and closes the connection without a byte.",
            Fault::RstMidHeaders => "B writes part of the header and resets the connection.",
            Fault::GarbageStatusLine => "Another program answers on B’s port; its first bytes are not HTTP/.",
        },
        Lang::Ko => match fault {
            Fault::DependencyHang => "C가 호출을 받아들인 뒤 장애가 끝날 때까지 아무 응답도 하지 않습니다.",
            Fault::DependencySlow => "C가 응답은 하지만 호출마다 이만큼 걸립니다.",
            Fault::ConnectRefused => "B의 포트에서 수신하는 프로세스가 없어 SYN마다 RST가 돌아옵니다.",
            Fault::ConnectBlackhole => "B로 가는 SYN이 중간에서 소리 없이 사라집니다.",
            Fault::HangBeforeStatus => "B가 요청을 읽은 뒤 한 바이트도 쓰지 않습니다.",
            Fault::FinBeforeStatus => "B가 요청을 읽은 뒤 한 바이트도 쓰지 않고 연결을 닫습니다.",
            Fault::RstMidHeaders => "B가 헤더를 일부만 쓰고 연결을 재설정합니다.",
            Fault::GarbageStatusLine => "다른 프로그램이 B의 포트에서 응답합니다. 첫 바이트가 HTTP/가 아닙니다.",
        },
    }
    .to_owned()
}

/// The Win32 code that the fault leads to in A's log, `timeout` being that of the proxy: `12029`, `12002 from 30 s`.
pub fn code(fault: Fault, timeout: Span, lang: Lang) -> String {
    let code = match fault {
        Fault::DependencySlow => {
            let limit = setting(timeout, lang);
            return match lang {
                Lang::En => format!("12002 from {limit}"),
                Lang::Ko => format!("{limit}부터 12002"),
            };
        }
        Fault::DependencyHang | Fault::ConnectBlackhole | Fault::HangBeforeStatus => "12002",
        Fault::ConnectRefused => "12029",
        Fault::FinBeforeStatus | Fault::GarbageStatusLine => "12152",
        Fault::RstMidHeaders => "12030",
    };
    code.to_owned()
}

/// What the fault has been doing, as the first half of a sentence; `ago` is a span in words of the language.
pub(super) fn has_acted(fault: Fault, ago: &str, lang: Lang) -> String {
    match lang {
        Lang::En => match fault {
            Fault::DependencyHang => format!("C stopped answering {ago} ago"),
            Fault::DependencySlow => format!("C became slow {ago} ago"),
            Fault::ConnectRefused => format!("B’s port has refused connections for {ago}"),
            Fault::ConnectBlackhole => format!("no SYN to B has been answered for {ago}"),
            Fault::HangBeforeStatus => format!("B fell silent {ago} ago"),
            Fault::FinBeforeStatus => format!("B has closed connections without a byte for {ago}"),
            Fault::RstMidHeaders => format!("B has reset its answers in the middle for {ago}"),
            Fault::GarbageStatusLine => format!("B’s port has not spoken HTTP for {ago}"),
        },
        Lang::Ko => match fault {
            Fault::DependencyHang => format!("C가 {ago} 전부터 응답하지 않습니다"),
            Fault::DependencySlow => format!("C가 {ago} 전부터 느려졌습니다"),
            Fault::ConnectRefused => format!("B의 포트가 {ago} 전부터 연결을 거부합니다"),
            Fault::ConnectBlackhole => format!("B로 보낸 SYN에 {ago} 전부터 응답이 없습니다"),
            Fault::HangBeforeStatus => format!("B가 {ago} 전부터 응답하지 않습니다"),
            Fault::FinBeforeStatus => format!("B가 {ago} 전부터 한 바이트도 없이 연결을 닫습니다"),
            Fault::RstMidHeaders => format!("B가 {ago} 전부터 응답 도중에 연결을 재설정합니다"),
            Fault::GarbageStatusLine => format!("B의 포트가 {ago} 전부터 HTTP로 말하지 않습니다"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_dependency_fails_only_from_the_time_out_on() {
        assert_eq!(code(Fault::DependencySlow, Span::from_s(30), Lang::En), "12002 from 30\u{a0}s");
        assert_eq!(code(Fault::DependencySlow, Span::from_s(120), Lang::Ko), "120초부터 12002");
        assert_eq!(code(Fault::ConnectRefused, Span::from_s(30), Lang::Ko), "12029");
    }

    #[test]
    fn names_differ_within_a_language() {
        for lang in Lang::ALL {
            let mut names: Vec<String> = Fault::ALL.iter().map(|fault| fault.say(lang)).collect();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), Fault::ALL.len(), "{names:?}");
        }
    }
}
