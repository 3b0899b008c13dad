//! Particles of Korean: which form follows a name or a number depends on how that is read.

/// Whether what is read out ends in a consonant: then `이`, `을`, `은`, `과` follow, else `가`, `를`, `는`, `와`.
fn ends_in_consonant(word: &str) -> bool {
    let mut last = word.chars().rev().filter(|letter| letter.is_alphanumeric());
    let Some(end) = last.next() else { return false };
    match end {
        '가'..='힣' => (u32::from(end) - u32::from('가')) % 28 != 0,
        // 영, 일, 삼, 육, 칠, 팔.
        '0'..='9' => matches!(end, '0' | '1' | '3' | '6' | '7' | '8'),
        // A letter alone is read by its name: 엘, 엠, 엔, 알.
        _ if last.next().is_none_or(|before| !before.is_ascii_lowercase()) => {
            matches!(end, 'L' | 'M' | 'N' | 'R' | 'l' | 'm' | 'n' | 'r')
        }
        // A word by its sound: 스톡, 맵, 넷, 웹, 메일; but 서버, 프라이시스, 로그.
        _ => matches!(end, 'l' | 'm' | 'n' | 'k' | 'p' | 't' | 'b' | 'c'),
    }
}

/// The word with the particle of a pair that its reading asks for: `("이", "가")`, after a consonant and after a vowel.
pub fn josa(word: &str, after_consonant: &str, after_vowel: &str) -> String {
    format!("{word}{}", if ends_in_consonant(word) { after_consonant } else { after_vowel })
}

/// Puts a name into a text: `{}` is the name, `{이}`, `{을}`, `{은}`, `{과}` the name with that particle.
pub fn with_name(text: &str, name: &str) -> String {
    let pairs = [("{이}", "이", "가"), ("{을}", "을", "를"), ("{은}", "은", "는"), ("{과}", "과", "와")];
    let mut filled = text.replace("{}", name);
    for (place, consonant, vowel) in pairs {
        if filled.contains(place) {
            filled = filled.replace(place, &josa(name, consonant, vowel));
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_particle_follows_the_reading() {
        let read =
            ["A", "B", "C", "D", "L", "M", "stock", "prices", "server", "mail", "B2", "B1", "재고", "가격표", "팜"];
        let with: Vec<String> = read.into_iter().map(|word| josa(word, "이", "가")).collect();
        assert_eq!(
            with,
            [
                "A가",
                "B가",
                "C가",
                "D가",
                "L이",
                "M이",
                "stock이",
                "prices가",
                "server가",
                "mail이",
                "B2가",
                "B1이",
                "재고가",
                "가격표가",
                "팜이"
            ]
        );
        assert_eq!(with_name("{이} {을} {}의", "C"), "C가 C를 C의");
    }
}
