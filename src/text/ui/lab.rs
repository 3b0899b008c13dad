//! The words of the lab: bar, time, faults, log, why.

use super::words;
use crate::kernel::decimal::Decimal;
use crate::kernel::{Span, Time};
use crate::lab::Speed;
use crate::scenario::Difference;
use crate::text::Lang;
use crate::text::korean::{Particle, josa};
use crate::text::number::{about, clock, clock_short, rate, setting, thousands};
use crate::vocabulary::{Acts, Fault, RequestId};

words! {
    /// The lab.
    LabWord {
        Title: "Lab" / "실험실",
        Description: "The whole chain from client to dependency, stopped at any moment: switch faults on, step, and ask any \
            failed request why."
            / "클라이언트에서 외부 서비스까지 전체 체인을 어느 순간에든 멈춰 봅니다. 장애를 켜고, 한 단계씩 진행하고, 실패한 \
            요청마다 그 이유를 보십시오.",
        Scenario: "Scenario" / "시나리오",
        Hosting: "Hosting" / "호스팅",
        Load: "Load" / "부하",
        FromLog: "from a log" / "로그에서 가져옴",
        Seed: "seed" / "시드",
        SeedHint: "Same seed, same run" / "시드가 같으면 실행도 같습니다",
        Undo: "Undo" / "실행 취소",
        Redo: "Redo" / "다시 실행",
        NothingToUndo: "There is no change to take back" / "되돌릴 변경이 없습니다",
        NothingToRedo: "There is no change to do again" / "다시 실행할 변경이 없습니다",
        Share: "Share" / "공유",
        ShareLink: "Link to this moment of this run" / "이 실행의 이 순간으로 가는 링크",
        ShareNoteFile: "Another copy of this file opens it: paste it there, under Share."
            / "이 파일의 다른 사본에서 공유를 열고 붙여 넣으면 같은 실행이 열립니다.",
        PasteLink: "Open what was shared" / "공유받은 링크 열기",
        ShareNote: "Whoever opens it sees the same run, paused here." / "여는 사람은 같은 실행을 여기서 일시 중지된 상태로 봅니다.",
        Copy: "Copy" / "복사",
        CopyLink: "Copy the link" / "링크 복사",
        CopyLog: "Copy the log" / "로그 복사",
        Chain: "The chain" / "체인",
        Time: "Time" / "시간",
        Start: "Back to the start" / "처음으로",
        StepBack: "One event back" / "이전 이벤트",
        SimulatedTime: "Simulated time" / "시뮬레이션 시각",
        First502: "First 502" / "첫 502",
        Next502: "Next" / "다음",
        Next502Long: "Next 502" / "다음 502",
        PauseAt: "Pause at" / "일시 중지 지점",
        Speed: "Speed" / "속도",
        Fork: "Fork" / "분기",
        More: "More" / "더 보기",
        Log: "Log" / "로그",
        LogRegion: "IIS log, W3C format" / "IIS 로그, W3C 형식",
        Show: "show" / "펼치기",
        Fold: "fold" / "접기",
        LogEmpty: "No row yet: IIS writes one when a request ends." / "아직 행이 없습니다. IIS는 요청이 끝날 때 행을 기록합니다.",
        WhyEmptyTitle: "Ask a request why" / "실패 이유 보기",
        WhyEmpty: "Select a failed request, in the log or in the picture: here stands why it failed, from the status line back \
            to the root."
            / "로그나 그림에서 실패한 요청을 고르십시오. 상태 줄에서 근본 원인까지, 왜 실패했는지가 여기에 나옵니다.",
        WhyOpen: "This request has not ended yet. Play on, and ask again." / "이 요청은 아직 끝나지 않았습니다. 이어서 재생한 뒤 다시 선택하십시오.",
        WhyFine: "This request ended well: there is nothing to explain." / "이 요청은 정상적으로 끝났습니다. 설명할 것이 없습니다.",
        AskFirst502: "Go to the first 502.3" / "첫 502.3으로 가기",
        Faults: "Faults" / "장애",
        CallIs: "Call is" / "호출",
        CallTimeout: "Call time-out" / "호출 제한 시간",
        From: "From" / "시작",
        Until: "Until" / "끝",
        Hits: "Hits" / "확률",
        OfCalls: "of calls" / "(호출 기준)",
        OfAttempts: "of attempts" / "(연결 시도 기준)",
        OfExchanges: "of exchanges" / "(교환 기준)",
        Takes: "Takes" / "걸리는 시간",
        Limits: "Who waits how long" / "대기 한도",
        Patience: "Client’s patience" / "클라이언트의 대기 한도",
        EndOfRun: "end" / "끝까지",
        Seconds: "s" / "초",
        Twin: "The same run without the fault" / "장애가 없는 같은 실행",
        Keys: "Keys" / "단축키",
        KeysTitle: "Keys" / "키보드 단축키",
        KeySpace: "Space" / "스페이스바",
        KeysPlay: "Play, or pause" / "재생하거나 일시 중지합니다",
        KeysStep: "One event back, or on" / "이벤트 하나씩 뒤로, 앞으로 갑니다",
        KeysFork: "Fork: a second run from here" / "분기: 여기서 두 번째 실행을 시작합니다",
        KeysReset: "Reset: the scenario as it opens" / "시나리오를 처음 열었을 때로 되돌립니다",
        KeysHelp: "This list" / "이 목록",
        KeysEnabled: "Single keys are on" / "단축키 사용",
        CloseRun: "Close this run" / "이 실행 닫기",
        RunClosed: "Run closed." / "실행을 닫았습니다.",
        RunTabs: "Which run is shown" / "보이는 실행",
        LinkCopied: "Link copied." / "링크를 복사했습니다.",
        LogCopied: "Log copied, as IIS would have written it." / "IIS가 쓰는 형식 그대로 로그를 복사했습니다.",
        CopyFailed: "The browser did not allow copying. The link stands in the field; select it there."
            / "브라우저가 복사를 허용하지 않았습니다. 입력란의 링크를 직접 선택해 복사하십시오.",
        Foreign: "Made by another version of this page: the run may differ from what its maker saw."
            / "다른 버전에서 만든 링크입니다. 만든 사람이 본 실행과 다를 수 있습니다.",
        Opened: "Another scenario is open. What was open before can be brought back."
            / "다른 시나리오를 열었습니다. 앞서 열려 있던 것은 되돌릴 수 있습니다.",
        NoRun: "This link opens no run" / "이 링크로는 실행을 열 수 없습니다",
        OpenFirst: "Open the lab as it begins" / "실험실을 처음 상태로 열기",
        WasReset: "The scenario is as it opened." / "시나리오를 처음 상태로 되돌렸습니다.",
    }
}

/// The title of the lab with its scenario: `Hung dependency · Lab · Bad Gateway`.
pub fn title(scenario: &str, lang: Lang) -> String {
    format!("{scenario} · {} · Bad Gateway", LabWord::Title.text(lang))
}

/// The digest: `run 7F3A-21C0`, or `run so far 7F3A-21C0`.
pub fn digest(short: &str, complete: bool, lang: Lang) -> String {
    match (lang, complete) {
        (Lang::En, true) => format!("run {short}"),
        (Lang::En, false) => format!("run so far {short}"),
        (Lang::Ko, true) => format!("실행 {short}"),
        (Lang::Ko, false) => format!("지금까지의 실행 {short}"),
    }
}

/// What the digest means, for its tooltip and for screen readers.
pub fn digest_hint(long: &str, complete: bool, lang: Lang) -> String {
    match (lang, complete) {
        (Lang::En, true) => format!("Digest of the whole run: {long}. Same seed and same changes, same digest."),
        (Lang::En, false) => {
            format!(
                "Digest of the run as far as it was played: {long}. It is final when the run has been played to its end."
            )
        }
        (Lang::Ko, true) => format!("실행 전체의 다이제스트: {long}. 시드와 변경이 같으면 다이제스트도 같습니다."),
        (Lang::Ko, false) => {
            format!("지금까지 재생한 부분의 다이제스트: {long}. 끝까지 재생하면 확정됩니다.")
        }
    }
}

/// The heading of the switches of calls: `How B calls C`; `c`: the only dependency, if it is one.
pub fn how_calls(b: &str, c: Option<&str>, lang: Lang) -> String {
    let caller = |b| josa(b, Particle::Subject);
    match (lang, c) {
        (Lang::En, Some(c)) => format!("How {b} calls {c}"),
        (Lang::En, None) => format!("How {b} calls"),
        (Lang::Ko, Some(c)) => format!("{} {} 호출하는 방식", caller(b), josa(c, Particle::Object)),
        (Lang::Ko, None) => format!("{} 호출하는 방식", caller(b)),
    }
}

/// The name of the limit of connections: `Slots to C`.
pub fn slots_to(c: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Slots to {c}"),
        Lang::Ko => format!("{} 가는 슬롯", josa(c, Particle::By)),
    }
}

/// The name of the time-out of calls; `c`: to what, where that has to be said.
pub fn call_timeout(c: Option<&str>, lang: Lang) -> String {
    match (lang, c) {
        (_, None) => LabWord::CallTimeout.text(lang).to_owned(),
        (Lang::En, Some(c)) => format!("Time-out, {c}"),
        (Lang::Ko, Some(c)) => format!("제한 시간, {c}"),
    }
}

/// The name of the time-out of the gateway with this name.
pub fn proxy_timeout(a: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Time-out of {a}"),
        Lang::Ko => format!("{a}의 제한 시간"),
    }
}

/// How many faults are on: `1 of 8 on`.
pub fn faults_on(on: usize, of: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{on} of {of} on"),
        Lang::Ko => format!("{of}개 중 {on}개 켜짐"),
    }
}

/// How many fields of the log are folded away.
pub fn folded(fields: usize, lang: Lang) -> String {
    match lang {
        Lang::En if fields == 1 => "1 field with one value is folded".to_owned(),
        Lang::En => format!("{fields} fields with one value are folded"),
        Lang::Ko => format!("값이 하나뿐인 필드 {fields}개를 접었습니다"),
    }
}

/// The button that shows the rows before those in view.
pub fn earlier_rows(rows: usize, lang: Lang) -> String {
    let rows = thousands(rows as u64, lang);
    match lang {
        Lang::En => format!("Show {rows} earlier rows"),
        Lang::Ko => format!("이전 행 {rows}개 펼치기"),
    }
}

/// A row of the log pane that stands for a time in which IIS wrote nothing.
pub fn gap(silent: Span, open: usize, lang: Lang) -> String {
    let silent = about(silent, lang);
    match (lang, open) {
        (Lang::En, 0) => format!("{silent} without a row. No request is open."),
        (Lang::En, 1) => {
            format!("{silent} without a row. 1 request is open; IIS writes a row when a request ends.")
        }
        (Lang::En, _) => {
            format!("{silent} without a row. {open} requests are open; IIS writes a row when a request ends.")
        }
        (Lang::Ko, 0) => format!("{silent} 동안 행이 없습니다. 처리 중인 요청도 없습니다."),
        (Lang::Ko, _) => {
            format!(
                "{silent} 동안 행이 없습니다. 처리 중인 요청이 {}건입니다. IIS는 요청이 끝날 때 행을 기록합니다.",
                thousands(open as u64, lang)
            )
        }
    }
}

/// A speed as a factor: `20×`, `1/50×`.
pub fn speed(speed: Speed) -> String {
    match speed.per_mille {
        part @ 1..1_000 if 1_000 % part == 0 => format!("1/{}×", 1_000 / part),
        other => format!("{}×", Decimal { units: other.into(), places: 3 }),
    }
}

/// The speed that was chosen and the one in force while the first request is followed: `20×, now 1/50× to follow #1`.
pub fn speed_following(chosen: Speed, now: Speed, request: RequestId, lang: Lang) -> String {
    let (chosen, now) = (speed(chosen), speed(now));
    match lang {
        Lang::En => format!("{chosen}, now {now} to follow {request}"),
        Lang::Ko => format!("{chosen}, 지금은 {} 따라 {now}", josa(&request.to_string(), Particle::Object)),
    }
}

/// A speed in words, for the slider.
pub fn speed_words(speed_now: Speed, lang: Lang) -> String {
    let factor = speed(speed_now);
    let factor = factor.trim_end_matches('×');
    match lang {
        Lang::En => format!("{factor} times real time"),
        Lang::Ko => format!("실제 시간의 {factor}배"),
    }
}

/// The heading of the pane that explains.
pub fn why_heading(request: RequestId, failed_with_502: bool, lang: Lang) -> String {
    match (lang, failed_with_502) {
        (Lang::En, true) => format!("Why this 502? {request}"),
        (Lang::En, false) => format!("Why this ending? {request}"),
        (Lang::Ko, true) => format!("502의 이유: {request}"),
        (Lang::Ko, false) => format!("이렇게 끝난 이유: {request}"),
    }
}

/// The box at the root: `first difference from #40`.
pub fn root(healthy: Option<RequestId>, lang: Lang) -> String {
    match (lang, healthy) {
        (Lang::En, Some(request)) => format!("first difference from {request}"),
        (Lang::En, None) => "root: no request went well before".to_owned(),
        (Lang::Ko, Some(request)) => format!("{} 처음 달라진 지점", josa(&request.to_string(), Particle::With)),
        (Lang::Ko, None) => "근본 원인: 앞서 정상적으로 끝난 요청이 없습니다".to_owned(),
    }
}

/// The link to the twin of a scenario: what is other there.
pub fn twin(differs: Difference, lang: Lang) -> String {
    match (lang, differs) {
        (_, Difference::Fault) => LabWord::Twin.text(lang).to_owned(),
        (Lang::En, Difference::Load(load)) => format!("The same run at {}", rate(load, lang)),
        (Lang::En, Difference::Timeout(span)) => format!("The same run with {} as A’s time-out", setting(span, lang)),
        (Lang::Ko, Difference::Load(load)) => format!("{}일 때의 같은 실행", rate(load, lang)),
        (Lang::Ko, Difference::Timeout(span)) => format!("A의 시간 초과가 {}일 때의 같은 실행", setting(span, lang)),
    }
}

/// What clicking a link of the chain does: `Go to 0:40.547`.
pub fn go_to(at: Time, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Go to {}", clock(at)),
        Lang::Ko => format!("{} 시각으로 가기", clock(at)),
    }
}

/// The way back from a link of the chain to where it was read: `Back to 1:30.000`.
pub fn back_to(at: Time, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Back to {}", clock(at)),
        Lang::Ko => format!("{} 돌아가기", josa(&clock(at), Particle::By)),
    }
}

/// Of what the probability of a fault counts.
pub const fn hits_of(fault: Fault) -> LabWord {
    match fault.acts() {
        Acts::OnCall(_) | Acts::OnReady(_) => LabWord::OfCalls,
        Acts::OnSyn(_) => LabWord::OfAttempts,
        Acts::OnBytes(_) | Acts::OnRequest(_) | Acts::OnAnswer(_) => LabWord::OfExchanges,
    }
}

/// The name of a field of a fault: `C hangs: from`.
pub fn field_of(fault: &str, field: LabWord, lang: Lang) -> String {
    format!("{fault}: {}", field.text(lang))
}

/// What happened, for the toast: `Fault “C hangs” switched off at 1:10.553.`
pub fn fault_switched_off(fault: &str, at: Time, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Fault “{fault}” switched off at {}.", clock(at)),
        Lang::Ko => format!("{}에 “{fault}” 장애를 껐습니다.", clock(at)),
    }
}

/// What happened, for the toast.
pub fn forked(number: usize, at: Time, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Run {number} begins at {}. The first one is kept beside it.", clock(at)),
        Lang::Ko => {
            format!("{}에서 새 실행(실행 {number})을 시작했습니다. 앞의 실행도 그대로 남아 있습니다.", clock(at))
        }
    }
}

/// Why what stands in a field cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldProblem {
    /// It is no time such as `0:40.000`.
    NotATime,
    /// It is no whole number.
    NotANumber,
    /// It is outside these limits, as they are written.
    Outside(String, String),
    /// It is not after this instant.
    Order(Time),
    /// It is not before this instant.
    Late(Time),
}

/// First the value that is wrong, then the limit, then what was done.
pub fn field_problem(problem: &FieldProblem, value: &str, lang: Lang) -> String {
    /// As many letters are said again.
    const SAID: usize = 40;
    let value = match value.char_indices().nth(SAID) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    };
    match (lang, problem) {
        (Lang::En, FieldProblem::NotATime) => {
            format!("“{value}” is no time. Write minutes and seconds: 0:40.000. What was set stays.")
        }
        (Lang::En, FieldProblem::NotANumber) => format!("“{value}” is no whole number. What was set stays."),
        (Lang::En, FieldProblem::Outside(least, most)) => {
            format!("{value} is outside {least} to {most}. What was set stays.")
        }
        (Lang::En, FieldProblem::Order(from)) => {
            format!("{value} is not after {}. What was set stays.", clock_short(*from))
        }
        (Lang::En, FieldProblem::Late(until)) => {
            format!("{value} is not before {}. What was set stays.", clock_short(*until))
        }
        (Lang::Ko, FieldProblem::NotATime) => {
            format!("“{value}”: 0:40.000처럼 분과 초를 입력하십시오. 이전 설정을 유지합니다.")
        }
        (Lang::Ko, FieldProblem::NotANumber) => {
            format!("“{value}”: 정수를 입력하십시오. 이전 설정을 유지합니다.")
        }
        (Lang::Ko, FieldProblem::Outside(least, most)) => {
            format!("{value}: {least}~{most} 범위의 값을 입력하십시오. 이전 설정을 유지합니다.")
        }
        (Lang::Ko, FieldProblem::Order(from)) => {
            format!("{value}: {}보다 뒤의 시각을 입력하십시오. 이전 설정을 유지합니다.", clock_short(*from))
        }
        (Lang::Ko, FieldProblem::Late(until)) => {
            format!("{value}: {}보다 앞의 시각을 입력하십시오. 이전 설정을 유지합니다.", clock_short(*until))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds() {
        let text = |per_mille| speed(Speed { per_mille });
        assert_eq!(text(20_000), "20×");
        assert_eq!(text(1_000), "1×");
        assert_eq!(text(500), "1/2×");
        assert_eq!(text(5), "1/200×");
        assert_eq!(text(1_500), "1.5×");
        assert_eq!(text(1_234), "1.234×");
    }

    #[test]
    fn what_was_typed_is_said_again_in_part() {
        let said = |text: &str| field_problem(&FieldProblem::NotATime, text, Lang::En);
        assert!(said("soon").starts_with("“soon” is no time."));
        assert!(said(&"가".repeat(5_000)).starts_with(&format!("“{}…” is no time.", "가".repeat(40))));
    }

    /// Each is what the library's own test holds the twin to.
    #[test]
    fn the_link_to_a_twin_says_what_differs() {
        let differing = crate::scenario::names().filter_map(crate::scenario::open);
        let said: Vec<(String, String)> = differing
            .filter_map(|scenario| Some((scenario.slug.clone(), twin(scenario.twin_differs()?, Lang::En))))
            .collect();
        let fault = "The same run without the fault";
        let expected = [
            ("hung-dependency", fault),
            ("hung-dependency-aspnetcore", fault),
            ("backend-down", fault),
            ("backend-garbage", fault),
            ("backend-resets", fault),
            ("two-connections", "The same run at 10\u{a0}requests/s"),
            ("overload", "The same run at 10\u{a0}requests/s"),
            ("short-patience", "The same run with 120\u{a0}s as A’s time-out"),
            ("two-dependencies", fault),
        ];
        assert_eq!(said, expected.map(|(slug, said)| (slug.to_owned(), said.to_owned())));
    }

    #[test]
    fn gaps() {
        assert_eq!(
            gap(Span::from_ms(31_200), 33, Lang::En),
            "31\u{a0}s without a row. 33 requests are open; IIS writes a row when a request ends."
        );
    }
}
