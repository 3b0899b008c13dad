//! Particles of Korean: which form follows a word, a name or a number depends on how that is read.

use crate::vocabulary::closed;

closed! {
    /// A particle that has two forms.
    Particle,
    /// All of them.
    ALL {
        /// `은`, `는`.
        Topic,
        /// `이`, `가`.
        Subject,
        /// `을`, `를`.
        Object,
        /// `과`, `와`.
        With,
        /// `으로`, `로`.
        By,
    }
}

impl Particle {
    /// The form after a consonant, and the form after a vowel.
    pub const fn forms(self) -> [&'static str; 2] {
        match self {
            Self::Topic => ["은", "는"],
            Self::Subject => ["이", "가"],
            Self::Object => ["을", "를"],
            Self::With => ["과", "와"],
            Self::By => ["으로", "로"],
        }
    }

    /// The form that follows this text, which may end in a closing quote or in a bracket: neither is read.
    pub fn after(self, text: &str) -> &'static str {
        let [closed, open] = self.forms();
        match (end(text), self) {
            (End::Vowel, _) | (End::L, Self::By) => open,
            (End::L, Self::Topic | Self::Subject | Self::Object | Self::With) | (End::Consonant, _) => closed,
        }
    }
}

/// The word with the form of the particle that its reading asks for: `#40과`, `#41을`, `Stock은`, `SQL로`.
pub fn josa(word: &str, particle: Particle) -> String {
    format!("{word}{}", particle.after(word))
}

/// Puts a name into a text: `{}` is the name, `{이}`, `{을}`, `{은}`, `{과}`, `{으로}` the name with that particle.
pub fn with_name(text: &str, name: &str) -> String {
    let mut filled = text.replace("{}", name);
    for particle in Particle::ALL {
        let [closed, _] = particle.forms();
        let place = ["{", closed, "}"].concat();
        if filled.contains(&place) {
            filled = filled.replace(&place, &josa(name, particle));
        }
    }
    filled
}

/// How a text ends when it is read out.
#[derive(Clone, Copy)]
enum End {
    Vowel,
    /// With ㄹ, after which `로` is said as after a vowel.
    L,
    Consonant,
}

fn end(text: &str) -> End {
    let text = spoken(text);
    let Some(last) = text.chars().next_back() else { return End::Vowel };
    match last {
        '가'..='힣' => match (u32::from(last) - u32::from('가')) % 28 {
            0 => End::Vowel,
            8 => End::L,
            _ => End::Consonant,
        },
        // 일, 칠, 팔.
        '1' | '7' | '8' => End::L,
        // 영 or 십, 백, 천, 만; 삼, 육.
        '0' | '3' | '6' => End::Consonant,
        'A'..='Z' | 'a'..='z' => end_of_latin(text),
        // 이, 사, 오, 구; 퍼센트.
        _ => End::Vowel,
    }
}

/// The text up to what is read last: a bracket explains the word before it, other signs are silent.
fn spoken(text: &str) -> &str {
    let is_silent = |sign: char| !matches!(sign, '가'..='힣' | '0'..='9' | 'A'..='Z' | 'a'..='z' | '%' | ')');
    let mut text = text.trim_end_matches(is_silent);
    while let Some(open) = text.strip_suffix(')') {
        text = open.rfind('(').map_or(open, |bracket| &open[..bracket]).trim_end_matches(is_silent);
    }
    text
}

/// Letters are read by their names, words by their sound. One in capitals is a word from five letters on, one in small letters
/// always, unless it has no vowel.
fn end_of_latin(text: &str) -> End {
    let word = text.rsplit(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
    let capitals = word.bytes().rev().take_while(u8::is_ascii_uppercase).count();
    let small = word.to_ascii_lowercase();
    let has_name = word.len() == 1 || (1..5).contains(&capitals) || !small.bytes().any(is_vowel);
    match small.as_bytes() {
        // 닷넷.
        b"net" => End::Consonant,
        [.., last] if has_name => end_of_name(*last),
        letters => end_of_sound(letters),
    }
}

/// 엘, 알; 엠, 엔; 비, 에스, 엑스.
const fn end_of_name(letter: u8) -> End {
    match letter {
        b'l' | b'r' => End::L,
        b'm' | b'n' => End::Consonant,
        _ => End::Vowel,
    }
}

fn end_of_sound(letters: &[u8]) -> End {
    match letters {
        // 메일, 테이블.
        [.., b'l'] | [.., b'l', b'e'] => End::L,
        // 시트, 웨이트, 부트, 허브: after a long vowel the last letter has one of its own.
        [.., b'e', b'a' | b'e', b'k' | b't']
        | [.., b'a', b'i', b't']
        | [.., b'o', b'a' | b'o', b't']
        | [.., b'u', b'b'] => End::Vowel,
        // 웹, 로직, 북, 맵, 소켓, 타임아웃.
        [.., before, b'b' | b'c' | b'k' | b'p' | b't'] if is_vowel(*before) => End::Consonant,
        // 스톡, 앱; 팜, 타임, 토큰, 엔진, 빌링.
        [.., b'c', b'k'] | [.., b'p', b'p'] | [.., b'm' | b'n'] | [.., b'm' | b'n', b'e'] | [.., b'n', b'g'] => {
            End::Consonant
        }
        // 서버, 프라이시스, 백엔드, 로그, 클라이언트, 태스크, 캐시, 게이트웨이.
        _ => End::Vowel,
    }
}

const fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_particle_follows_the_reading() {
        use Particle::{By, Object, Subject, Topic, With};
        let cases = [
            // Numbers, by their last digit.
            (With, "#40과 #41과 #42와 #43과 #44와 #45와 #46과 #47과 #48과 #49와 #100과 #1000과"),
            (Object, "#41을 12002를 12030을 30초를 60ms를 2.5s를 400µs를 1,000을"),
            (By, "502.3으로 502.4로 500으로 127.0.0.1로 1:10.359로 100%로 7로 8로 6으로 64KB로"),
            // Letters, by their names.
            (Topic, "A는 C는 L은 R은 M은 N은 W는 X는 Z는 ARR은 IIS는"),
            (By, "A로 L로 R로 M으로 N으로 URL로 SYN으로 HTTP/로"),
            (Subject, "SYN이 FIN이 B가 TLS가"),
            (Object, "RST를 w3wp를 http.sys를"),
            // Names of places that a reader may choose.
            (Topic, "Stock은 DB는 API는 SQL은 stock은 sql은 db는 STOCK은 WEB01은 app-1은 app-2는 app-10은 B2b는"),
            (By, "Stock으로 DB로 API로 SQL로 mysql로 Redis로 web으로 Mail로 Farm으로 billing으로 Prices로 app-3으로"),
            (
                Subject,
                "server가 cache가 queue가 hub가 order가 table이 engine이 backend가 client가 gateway가 logic이 app이 CACHE가",
            ),
            // Words of the trade.
            (
                Topic,
                ".NET은 timeout은 time-taken은 socket은 Kestrel은 pool은 kernel은 null은 await는 async는 Windows는",
            ),
            (
                Object,
                "Send를 HttpClient를 Core를 Framework를 HttpClient.SendAsync를 dotnet.exe를 Task를 HttpClient.Timeout을",
            ),
            // Korean, with what is silent after it.
            (Object, "“거부”를 “무응답”을 `await`를 재고를 가격표를 팜을 A±를"),
            (Topic, "프로세스(w3wp)는 실험실(A,B)은 큐(7)는"),
            (By, "서울(A)로 inventory…로 ”로"),
        ];
        for (particle, words) in cases {
            let [closed, open] = particle.forms();
            for expected in words.split(' ') {
                let word = expected.strip_suffix(closed).or_else(|| expected.strip_suffix(open)).unwrap();
                assert_eq!(josa(word, particle), expected);
            }
        }
    }

    #[test]
    fn a_name_takes_its_particle_with_it() {
        assert_eq!(with_name("{이} {을} {은} {과} {으로} {}의", "C"), "C가 C를 C는 C와 C로 C의");
        assert_eq!(with_name("{이} {을} {은} {과} {으로} {}의", "SQL"), "SQL이 SQL을 SQL은 SQL과 SQL로 SQL의");
        assert_eq!(
            with_name("{이} {을} {은} {과} {으로} {}의", "Stock"),
            "Stock이 Stock을 Stock은 Stock과 Stock으로 Stock의"
        );
    }
}
