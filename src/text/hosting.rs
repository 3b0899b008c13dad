//! Nodes, hostings, and the switches of how B calls C.

use super::number::{setting, thousands};
use super::{Lang, Say};
use crate::artefact::cast::address;
use crate::kernel::Span;
use crate::plan::{Place, Plan, Role};
use crate::vocabulary::{CallStyle, Hosting, PlaceId, Slots};

/// The words of a hosting.
struct Words {
    /// Its name, in English and Korean.
    name: [&'static str; 2],
    /// The software of the gateway with its process, and the same where there is less room; `{pid}` is the process id.
    gateway: [&'static str; 2],
    /// What was not restarted, and all is well again: the half of a sentence, in English and Korean.
    not_restarted: [&'static str; 2],
}

const fn words(hosting: Hosting) -> Words {
    match hosting {
        Hosting::ArrFarm => Words {
            name: ["ARR farm", "ARR 팜"],
            gateway: ["IIS 10, ARR, w3wp {pid} on {host}", "IIS 10, ARR · w3wp {pid}"],
            not_restarted: ["IIS was not restarted", "IIS를 다시 시작하지 않고 회복했습니다"],
        },
        Hosting::AspNetCoreOutOfProcess => Words {
            name: ["ASP.NET Core Module", "ASP.NET Core 모듈"],
            gateway: ["ASP.NET Core Module, w3wp {pid}", "IIS 10, ANCM · w3wp {pid}"],
            not_restarted: ["w3wp was not restarted", "w3wp를 다시 시작하지 않고 회복했습니다"],
        },
    }
}

/// The name alone.
impl Say for Hosting {
    fn en(&self) -> String {
        words(*self).name[0].to_owned()
    }

    fn ko(&self) -> String {
        words(*self).name[1].to_owned()
    }
}

/// That it was not restarted.
pub(super) const fn not_restarted(hosting: Hosting, lang: Lang) -> &'static str {
    let [en, ko] = words(hosting).not_restarted;
    match lang {
        Lang::En => en,
        Lang::Ko => ko,
    }
}

/// The name above a machine.
pub fn machine(plan: &Plan, place: PlaceId, lang: Lang) -> String {
    let Place { name, role } = plan.place(place);
    match (role, lang) {
        (Role::Clients, Lang::En) => "Client".to_owned(),
        (Role::Clients, Lang::Ko) => "클라이언트".to_owned(),
        (Role::Gateway(_) | Role::App(_), Lang::En) => format!("Server {name}"),
        (Role::Gateway(_) | Role::App(_), Lang::Ko) => format!("서버 {name}"),
        (Role::Dependency(_), Lang::En) => format!("Dependency {name}"),
        (Role::Dependency(_), Lang::Ko) => format!("외부 서비스 {name}"),
    }
}

/// The process behind a name, as the tools of its system name it: the software, the process and its id, the machine; and the
/// same where there is less room. The same in every language.
pub fn process(plan: &Plan, place: PlaceId) -> [String; 2] {
    // WEB01 is the first gateway; what a module starts stands on its machine.
    let on_same = plan.links.iter().find(|link| link.to == place && link.loopback);
    let host = format!("WEB{:02}", on_same.map_or(place, |link| link.from).0);
    match plan.place(place).role {
        Role::Clients => [String::new(), String::new()],
        Role::Gateway(index) => {
            let pid = (4_812 + 36 * u32::from(index)).to_string();
            words(plan.gateways[usize::from(index)].hosting)
                .gateway
                .map(|words| words.replace("{pid}", &pid).replace("{host}", &host))
        }
        Role::App(index) => {
            let pid = 6_120 + 44 * u32::from(index);
            let short = format!("dotnet.exe {pid} on {host}");
            let long = if on_same.is_some() {
                format!("{short}, 127.0.0.1:23517")
            } else {
                format!("Kestrel, {short}, {}:8080", address(plan, place))
            };
            [long, short]
        }
        Role::Dependency(index) => {
            let host = plan.dependencies[usize::from(index)].host.to_string();
            [host.clone(), host]
        }
    }
}

/// The name with the time-out of the proxy, for the menu: `ARR farm, time-out 30 s`.
pub fn with_timeout(hosting: Hosting, timeout: Span, lang: Lang) -> String {
    let (name, timeout) = (hosting.say(lang), setting(timeout, lang));
    match lang {
        Lang::En => format!("{name}, time-out {timeout}"),
        Lang::Ko => format!("{name}, 제한 시간 {timeout}"),
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
            Self::Limited(limit) => thousands(u64::from(*limit), Lang::En),
            Self::Unlimited => "unlimited".to_owned(),
        }
    }

    fn ko(&self) -> String {
        match self {
            Self::Limited(limit) => thousands(u64::from(*limit), Lang::Ko),
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
        assert_eq!(module, "ASP.NET Core 모듈, 제한 시간 120초");
    }
}
