//! Nodes, hostings, and the switches of how B calls C.

use super::number::{setting, thousands};
use super::{Lang, Say};
use crate::kernel::Span;
use crate::vocabulary::{CallStyle, Hosting, Node, Slots};

/// The name above the machine.
impl Say for Node {
    fn en(&self) -> String {
        match self {
            Self::Client => "Client",
            Self::A => "Server A",
            Self::B => "Server B",
            Self::C => "Dependency C",
        }
        .to_owned()
    }

    fn ko(&self) -> String {
        match self {
            Self::Client => "클라이언트",
            Self::A => "서버 A",
            Self::B => "서버 B",
            Self::C => "종속 서비스 C",
        }
        .to_owned()
    }
}

/// The name alone.
impl Say for Hosting {
    fn en(&self) -> String {
        match self {
            Self::ArrFarm => "ARR farm",
            Self::AspNetCoreOutOfProcess => "ASP.NET Core Module",
        }
        .to_owned()
    }

    fn ko(&self) -> String {
        match self {
            Self::ArrFarm => "ARR 팜",
            Self::AspNetCoreOutOfProcess => "ASP.NET Core 모듈",
        }
        .to_owned()
    }
}

/// The name with the time-out of the proxy, for the menu: `ARR farm, time-out 30 s`.
pub fn with_timeout(hosting: Hosting, timeout: Span, lang: Lang) -> String {
    let (name, timeout) = (hosting.say(lang), setting(timeout, lang));
    match lang {
        Lang::En => format!("{name}, time-out {timeout}"),
        Lang::Ko => format!("{name}, 시간 초과 {timeout}"),
    }
}

impl Say for CallStyle {
    fn en(&self) -> String {
        match self {
            Self::Synchronous => "synchronous",
            Self::Awaited => "awaited",
        }
        .to_owned()
    }

    fn ko(&self) -> String {
        match self {
            Self::Synchronous => "동기",
            Self::Awaited => "await",
        }
        .to_owned()
    }
}

impl Say for Slots {
    fn en(&self) -> String {
        match self {
            Self::Limited(limit) => thousands(u64::from(*limit)),
            Self::Unlimited => "unlimited".to_owned(),
        }
    }

    fn ko(&self) -> String {
        match self {
            Self::Limited(limit) => thousands(u64::from(*limit)),
            Self::Unlimited => "무제한".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_menu_entry_names_the_time_out() {
        let farm = with_timeout(Hosting::ArrFarm, Span::from_s(30), Lang::En);
        assert_eq!(farm, "ARR farm, time-out 30\u{a0}s");
        let module = with_timeout(Hosting::AspNetCoreOutOfProcess, Span::from_s(120), Lang::Ko);
        assert_eq!(module, "ASP.NET Core 모듈, 시간 초과 120초");
    }
}
