"""All commands that the engine understands, told apart by their tag `do`."""

from lingtong.floor.live.commands import (
    AnswerHelp,
    AnswerOffer,
    AskCallback,
    BlindTransfer,
    CallbackNow,
    CancelCallback,
    Clear,
    CompleteTransfer,
    Conference,
    Consult,
    DecideLock,
    DecideReason,
    Decline,
    Dial,
    DropParty,
    EndConsult,
    EndLock,
    EndPlan,
    ExtendWrapUp,
    ExtendWrapUpOf,
    ForceClear,
    ForceState,
    ForceTransfer,
    Hold,
    Leave,
    Lock,
    LogIn,
    LogOut,
    MoveWaiting,
    Mute,
    MuteParty,
    Park,
    PauseRecordingAsk,
    PickUp,
    Pull,
    RecordAsk,
    ReportCaller,
    RequestHelp,
    Retrieve,
    SaveNotes,
    SendDtmf,
    SendToMenu,
    SendToSurvey,
    SetNotReady,
    SetPriority,
    SetReady,
    SetScreen,
    StartPlan,
    Swap,
    TakeBack,
    TakeBackReason,
    TakeFromMenu,
    TakeOver,
    TakeParked,
    TakePhone,
    Unwatch,
    Watch,
    WrapUp,
)
from lingtong.floor.live.fax_commands import CallFax, DropFax
from lingtong.floor.live.recording_commands import (
    DictationOf,
    PauseFor,
    PlayToMe,
    RecordByPhone,
    RecordOf,
    ShowMessages,
)
from lingtong.floor.live.rehearsal_commands import CallFlow
from lingtong.floor.live.screening_commands import EndSuspicion, ReportFalse, TakeBackFalse

AnyCommand = (
    LogIn
    | LogOut
    | SetReady
    | SetNotReady
    | SetScreen
    | TakePhone
    | AnswerOffer
    | Decline
    | Hold
    | Retrieve
    | Mute
    | Clear
    | Consult
    | BlindTransfer
    | CompleteTransfer
    | Swap
    | EndConsult
    | Conference
    | Leave
    | DropParty
    | MuteParty
    | Park
    | TakeParked
    | SendToMenu
    | SendToSurvey
    | TakeBack
    | SendDtmf
    | PauseRecordingAsk
    | RecordAsk
    | Dial
    | WrapUp
    | SaveNotes
    | ExtendWrapUp
    | Watch
    | Unwatch
    | TakeOver
    | ForceClear
    | ForceTransfer
    | TakeFromMenu
    | Pull
    | PickUp
    | MoveWaiting
    | SetPriority
    | AskCallback
    | CancelCallback
    | CallbackNow
    | StartPlan
    | EndPlan
    | RequestHelp
    | TakeBackReason
    | ForceState
    | Lock
    | DecideReason
    | AnswerHelp
    | ExtendWrapUpOf
    | ReportCaller
    | DecideLock
    | EndLock
    | ReportFalse
    | TakeBackFalse
    | EndSuspicion
    | RecordOf
    | PauseFor
    | CallFax
    | DropFax
    | PlayToMe
    | RecordByPhone
    | CallFlow
    | DictationOf
    | ShowMessages
)
