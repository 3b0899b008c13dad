//! Faults and phases, for the panel, the picture, sentences and chains.

use super::ending::named;
use super::korean::with_name;
use super::number::{about as span, clock_s, setting};
use super::{Lang, Say};
use crate::kernel::{Span, Time};
use crate::plan::Plan;
use crate::vocabulary::{Acts, Answering, Connecting, Ending, Fault, Impossible, Phase, Serving};

/// The words of a fault in one language. `{}` is the name of the place that it befalls, `{이}` that with its particle, `{ago}`
/// a span of time.
struct Words {
    /// In the panel.
    name: &'static str,
    /// What it does, in one sentence.
    about: &'static str,
    /// What it has been doing, as the first half of a sentence.
    acted: &'static str,
    /// What it did, as the root of a chain.
    did: &'static str,
    /// What the place does under it, in the picture.
    does: &'static str,
}

const fn en(fault: Fault) -> Words {
    match fault {
        Fault::DependencyHang => Words {
            name: "{} hangs",
            about: "{} accepts each call and says nothing until the fault ends.",
            acted: "{} stopped answering {ago} ago",
            did: "{} stayed silent.",
            does: "hangs",
        },
        Fault::DependencySlow => Words {
            name: "{} is slow",
            about: "{} answers, but takes this long for each call.",
            acted: "{} became slow {ago} ago",
            did: "{} was slow.",
            does: "slow",
        },
        Fault::ConnectRefused => Words {
            name: "Refused",
            about: "Nothing listens on {}’s port: each SYN is answered by a RST.",
            acted: "{}’s port has refused connections for {ago}",
            did: "Nothing listened on {}’s port.",
            does: "refuses",
        },
        Fault::ConnectBlackhole => Words {
            name: "Black hole",
            about: "Something on the way swallows each SYN to {}, and says nothing.",
            acted: "no SYN to {} has been answered for {ago}",
            did: "The SYN to {} was swallowed on the way.",
            does: "drops SYNs",
        },
        Fault::HangBeforeStatus => Words {
            name: "{} stays silent",
            about: "{} reads the request and never writes a byte.",
            acted: "{} fell silent {ago} ago",
            did: "{} read the request and never wrote a byte.",
            does: "stays silent",
        },
        Fault::FinBeforeStatus => Words {
            name: "{} closes without a byte",
            about: "{} reads the request and closes the connection without a byte.",
            acted: "{} has closed connections without a byte for {ago}",
            did: "{} closed the connection without a byte.",
            does: "closes",
        },
        Fault::RstMidHeaders => Words {
            name: "{} resets in the middle",
            about: "{} writes part of the header and resets the connection.",
            acted: "{} has reset its answers in the middle for {ago}",
            did: "{} reset the connection in the middle of the header.",
            does: "resets",
        },
        Fault::GarbageStatusLine => Words {
            name: "{} does not speak HTTP",
            about: "Another program answers on {}’s port; its first bytes are not HTTP/.",
            acted: "{}’s port has not spoken HTTP for {ago}",
            did: "What answered on {}’s port does not speak HTTP.",
            does: "no HTTP",
        },
    }
}

const fn ko(fault: Fault) -> Words {
    match fault {
        Fault::DependencyHang => Words {
            name: "{} 무응답",
            about: "{이} 호출을 받아들인 뒤 장애가 끝날 때까지 아무 응답도 하지 않습니다.",
            acted: "{이} {ago} 전부터 응답하지 않습니다",
            did: "{이} 응답하지 않았습니다.",
            does: "무응답",
        },
        Fault::DependencySlow => Words {
            name: "{} 지연",
            about: "{이} 응답은 하지만 호출마다 이만큼 걸립니다.",
            acted: "{이} {ago} 전부터 느립니다",
            did: "{이} 느렸습니다.",
            does: "지연",
        },
        Fault::ConnectRefused => Words {
            name: "연결 거부",
            about: "{}의 포트에서 수신 대기하는 프로세스가 없어 SYN마다 RST가 돌아옵니다.",
            acted: "{}의 포트가 {ago} 전부터 연결을 거부합니다",
            did: "{}의 포트에서 수신 대기하는 프로세스가 없었습니다.",
            does: "거부",
        },
        Fault::ConnectBlackhole => Words {
            name: "블랙홀",
            about: "{으로} 가는 SYN이 중간에서 소리 없이 사라집니다.",
            acted: "{으로} 보낸 SYN에 {ago} 전부터 응답이 없습니다",
            did: "{으로} 보낸 SYN이 중간에서 사라졌습니다.",
            does: "SYN 무시",
        },
        Fault::HangBeforeStatus => Words {
            name: "{} 무응답",
            about: "{이} 요청을 읽은 뒤 한 바이트도 쓰지 않습니다.",
            acted: "{이} {ago} 전부터 응답하지 않습니다",
            did: "{이} 요청을 읽고 한 바이트도 쓰지 않았습니다.",
            does: "무응답",
        },
        Fault::FinBeforeStatus => Words {
            name: "{이} 응답 없이 닫음",
            about: "{이} 요청을 읽은 뒤 한 바이트도 쓰지 않고 연결을 닫습니다.",
            acted: "{이} {ago} 전부터 응답 없이 연결을 닫습니다",
            did: "{이} 한 바이트도 쓰지 않고 연결을 닫았습니다.",
            does: "닫음",
        },
        Fault::RstMidHeaders => Words {
            name: "{이} 응답 도중 재설정",
            about: "{이} 헤더를 일부만 쓰고 연결을 재설정합니다.",
            acted: "{이} {ago} 전부터 응답 도중에 연결을 재설정합니다",
            did: "{이} 헤더 도중에 연결을 재설정했습니다.",
            does: "재설정",
        },
        Fault::GarbageStatusLine => Words {
            name: "{}의 응답이 HTTP가 아님",
            about: "다른 프로그램이 {}의 포트에서 응답합니다. 그 응답은 HTTP/로 시작하지 않습니다.",
            acted: "{}의 포트에서 {ago} 전부터 HTTP가 아닌 응답이 옵니다",
            did: "{}의 포트에서 온 응답이 HTTP가 아니었습니다.",
            does: "HTTP 아님",
        },
    }
}

const fn words(fault: Fault, lang: Lang) -> Words {
    match lang {
        Lang::En => en(fault),
        Lang::Ko => ko(fault),
    }
}

/// The name that the place of a fault has where nothing else is said.
const fn usual_place(fault: Fault) -> &'static str {
    if fault.befalls_dependency() { "C" } else { "B" }
}

/// The name in the panel, at the usual place.
impl Say for Fault {
    fn en(&self) -> String {
        name(*self, usual_place(*self), Lang::En)
    }

    fn ko(&self) -> String {
        name(*self, usual_place(*self), Lang::Ko)
    }
}

/// The name of a fault at the place with this name.
pub fn name(fault: Fault, at: &str, lang: Lang) -> String {
    with_name(words(fault, lang).name, at)
}

/// What the fault does at the place with this name, in one sentence.
pub fn about(fault: Fault, at: &str, lang: Lang) -> String {
    with_name(words(fault, lang).about, at)
}

/// What it did, as the root of a chain.
pub(super) fn did(fault: Fault, at: &str, lang: Lang) -> String {
    with_name(words(fault, lang).did, at)
}

/// What the place does under it, in few words.
pub fn does(fault: Fault, lang: Lang) -> &'static str {
    words(fault, lang).does
}

/// What the fault has been doing, as the first half of a sentence; `ago` is a span in words of the language.
pub(super) fn has_acted(fault: Fault, at: &str, ago: &str, lang: Lang) -> String {
    with_name(&words(fault, lang).acted.replace("{ago}", ago), at)
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
            Self::Dependency => "외부 서비스 C",
            Self::Connect => "A가 B에 연결할 때",
            Self::AwaitHeader => "A가 헤더를 기다릴 때",
            Self::ReadHeader => "A가 헤더를 읽을 때",
            Self::ReadBody => "A가 본문을 읽을 때",
        }
        .to_owned()
    }
}

/// The heading of the phase's part of the panel for this plan: with names where it has one of each, else in general.
pub fn heading(phase: Phase, plan: &Plan, lang: Lang) -> String {
    if let ([a], [b], [c]) = (&*plan.gateways, &*plan.apps, &*plan.dependencies) {
        let [a, b, c] = [a.place, b.place, c.place].map(|place| &*plan.place(place).name);
        return named(&phase.say(lang).replace('C', c), a, b);
    }
    match (phase, lang) {
        (Phase::Dependency, Lang::En) => "Dependencies",
        (Phase::Dependency, Lang::Ko) => "외부 서비스",
        (Phase::Connect, Lang::En) => "A gateway connects",
        (Phase::Connect, Lang::Ko) => "게이트웨이가 연결할 때",
        (Phase::AwaitHeader, Lang::En) => "It waits for the header",
        (Phase::AwaitHeader, Lang::Ko) => "헤더를 기다릴 때",
        (Phase::ReadHeader, Lang::En) => "It reads the header",
        (Phase::ReadHeader, Lang::Ko) => "헤더를 읽을 때",
        (Phase::ReadBody, Lang::En) => "It reads the body",
        (Phase::ReadBody, Lang::Ko) => "본문을 읽을 때",
    }
    .to_owned()
}

/// The name of a fault in the panel, where this plan has `places` that it can strike: what the name leaves open is said.
pub fn name_among(fault: Fault, at: &str, places: usize, lang: Lang) -> String {
    let own = name(fault, at, lang);
    match lang {
        _ if places < 2 || own.contains(at) => own,
        Lang::En => format!("{own}, {at}"),
        Lang::Ko => format!("{own}({at})"),
    }
}

/// Whether a fault that is switched on acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It will, so long from now.
    In(Span),
    /// It will, from then on.
    From(Time),
    /// It does.
    Acting,
    /// It did, until then.
    OverAt(Time),
}

impl Say for State {
    fn en(&self) -> String {
        match *self {
            Self::In(left) => format!("in {}", span(left, Lang::En)),
            Self::From(at) => format!("from {}", clock_s(at)),
            Self::Acting => "acting".to_owned(),
            Self::OverAt(at) => format!("over at {}", clock_s(at)),
        }
    }

    fn ko(&self) -> String {
        match *self {
            Self::In(left) => format!("{} 뒤", span(left, Lang::Ko)),
            Self::From(at) => format!("{}부터", clock_s(at)),
            Self::Acting => "작용 중".to_owned(),
            Self::OverAt(at) => format!("{}에 끝남", clock_s(at)),
        }
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

/// The Win32 code that the fault leads to in A's log, `timeout` being that of the proxy: `12029`, `12002 from 30 s`. It follows
/// from what the fault does, by way of how A then ends.
pub fn code(fault: Fault, timeout: Span, lang: Lang) -> String {
    let ending = match fault.acts() {
        Acts::OnSyn(Connecting::Refuse) => Ending::Refused,
        Acts::OnSyn(Connecting::Drop) => Ending::ConnectTimedOut,
        Acts::OnBytes(effect) | Acts::OnRequest(effect) | Acts::OnAnswer(effect) => match effect {
            Answering::Silence => Ending::TimedOut(fault.phase()),
            Answering::Garbage => Ending::Invalid(crate::vocabulary::InvalidHead::NoHttpVersion),
            Answering::Fin => Ending::Closed(fault.phase()),
            Answering::ResetInHead => Ending::Reset(fault.phase()),
        },
        Acts::OnCall(Serving::Silence) | Acts::OnReady(Serving::Silence) => Ending::TimedOut(fault.phase()),
        Acts::OnCall(Serving::Delay) | Acts::OnReady(Serving::Delay) => {
            let limit = setting(timeout, lang);
            return match lang {
                Lang::En => format!("12002 from {limit}"),
                Lang::Ko => format!("{limit}부터 12002"),
            };
        }
    };
    ending.forwarder_status().map_or_else(String::new, |status| status.win32.0.to_string())
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
    fn a_name_says_where_among_several() {
        let name = |fault, places| name_among(fault, "app-2", places, Lang::En);
        assert_eq!(name(Fault::ConnectRefused, 1), "Refused");
        assert_eq!(name(Fault::ConnectRefused, 2), "Refused, app-2");
        assert_eq!(name(Fault::HangBeforeStatus, 2), "app-2 stays silent");
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
