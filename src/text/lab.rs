//! What the lab says beside its pictures: refusals, and where playing stops.

use super::{Lang, Say};
use crate::lab::{PauseAt, Refusal};

/// What happened, and what can be done instead.
impl Say for Refusal {
    fn en(&self) -> String {
        match self {
            Self::NoSuchScenario(slug) => format!("“{slug}” is no scenario of the library. What was open stays open."),
            Self::No502 => "No further 502.3 in this run.".to_owned(),
            Self::Impossible(fault, why) => {
                format!("“{}” cannot happen under this hosting. {}", fault.say(Lang::En), why.say(Lang::En))
            }
            Self::NothingToUndo => "There is no change to undo or redo.".to_owned(),
            Self::NoSuchRun => "There is no such run.".to_owned(),
            Self::OutOfRange => "The value is out of range. What was set stays.".to_owned(),
            Self::TooManyRuns => "No more runs fit side by side. Reset to begin with one again.".to_owned(),
        }
    }

    fn ko(&self) -> String {
        match self {
            Self::NoSuchScenario(slug) => {
                format!("“{slug}” 시나리오가 라이브러리에 없습니다. 열려 있던 시나리오를 유지합니다.")
            }
            Self::No502 => "이 실행에는 502.3이 더 없습니다.".to_owned(),
            Self::Impossible(fault, why) => {
                format!("“{}” 장애는 이 호스팅에서 일어날 수 없습니다. {}", fault.say(Lang::Ko), why.say(Lang::Ko))
            }
            Self::NothingToUndo => "실행 취소하거나 다시 실행할 변경이 없습니다.".to_owned(),
            Self::NoSuchRun => "그런 실행이 없습니다.".to_owned(),
            Self::OutOfRange => "값이 범위를 벗어났습니다. 이전 설정을 유지합니다.".to_owned(),
            Self::TooManyRuns => {
                "나란히 둘 수 있는 실행 수를 넘었습니다. 처음으로 되돌리면 하나부터 다시 시작합니다.".to_owned()
            }
        }
    }
}

/// The entry of the menu "Pause at".
impl Say for PauseAt {
    fn en(&self) -> String {
        match self {
            Self::Never => "the end",
            Self::First502 => "the first 502.3",
            Self::Each502 => "each 502.3",
        }
        .to_owned()
    }

    fn ko(&self) -> String {
        match self {
            Self::Never => "끝",
            Self::First502 => "첫 502.3",
            Self::Each502 => "502.3마다",
        }
        .to_owned()
    }
}
