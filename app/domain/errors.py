"""The one tree of errors that a person may meet, and the codes that name them.

A circumstance is the world (a pulled card, a wrong passphrase): it has a code, and `resources/texts/errors.toml` gives each
code its title, explanation and next step in every language. A bug is us. Neither ever carries a name, a path, a key or
the text of a note: parameters are numbers or words from closed lists, by construction.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class ErrorCode(StrEnum):
    """Every circumstance the application can explain. Add the texts when adding a code; a test walks them all."""

    # keys and vault
    WRONG_PASSPHRASE = "wrong_passphrase"
    WRONG_RECOVERY_CODE = "wrong_recovery_code"
    RECOVERY_CODE_MISTYPED = "recovery_code_mistyped"
    KEYRING_MISSING = "keyring_missing"
    KEYRING_LOCKED = "keyring_locked"
    KEYRING_CHANGED = "keyring_changed"
    KEYRING_SILENT = "keyring_silent"
    VAULT_MISSING = "vault_missing"
    VAULT_EXISTS = "vault_exists"
    VAULT_DAMAGED = "vault_damaged"
    VAULT_OLDER = "vault_older"  # commits that were acknowledged are gone: an older copy was put back, or its log was damaged
    VAULT_TOO_NEW = "vault_too_new"
    VAULT_IN_USE = "vault_in_use"
    VAULT_LOCKED = "vault_locked"
    KEYSLOTS_DAMAGED = "keyslots_damaged"
    WAIT_BEFORE_NEXT_TRY = "wait_before_next_try"
    PASSPHRASE_TOO_WEAK = "passphrase_too_weak"
    PASSPHRASES_DIFFER = "passphrases_differ"
    CIPHER_MISSING = "cipher_missing"
    # reels and disk
    REEL_MISSING = "reel_missing"
    REEL_DAMAGED = "reel_damaged"
    DISK_FULL = "disk_full"
    FOLDER_NOT_WRITABLE = "folder_not_writable"
    # backups and the drive they lie on
    BACKUP_DAMAGED = "backup_damaged"  # cut, changed, or no backup at all
    BACKUP_TOO_NEW = "backup_too_new"
    BACKUP_PASSPHRASE_WRONG = "backup_passphrase_wrong"
    BACKUP_CODE_WRONG = "backup_code_wrong"
    BACKUP_NEEDS_CODE = "backup_needs_code"  # made without a passphrase
    PRACTICE_IS_NOT_KEPT = "practice_is_not_kept"  # there is nothing in it worth a backup
    DRIVE_FULL = "drive_full"
    DRIVE_GONE = "drive_gone"  # pulled, or it does not answer
    DRIVE_UNRELIABLE = "drive_unreliable"  # what was read back is not what was written
    DRIVE_NOT_WRITABLE = "drive_not_writable"
    DRIVE_FILES_TOO_SMALL = "drive_files_too_small"  # FAT32 holds no file over 4 GiB
    # cards and import
    NO_FILM_FOUND = "no_film_found"
    CARD_PULLED = "card_pulled"
    CARD_CHANGED = "card_changed"
    CARD_READ_FAILED = "card_read_failed"
    CARD_WRITE_PROTECTED = "card_write_protected"
    COPY_DIFFERS = "copy_differs"
    NOT_VERIFIED_YET = "not_verified_yet"
    ALREADY_IMPORTED = "already_imported"
    CANCELLED = "cancelled"
    # film
    FILM_EMPTY = "film_empty"
    FILM_NOT_A_FILM = "film_not_a_film"
    FILM_SOUND_ONLY = "film_sound_only"
    FILM_NO_LENGTH = "film_no_length"
    FILM_TRUNCATED = "film_truncated"
    FILM_DAMAGED = "film_damaged"
    DECODER_DIED = "decoder_died"
    DECODER_STUCK = "decoder_stuck"
    # filming
    CAMERA_MISSING = "camera_missing"
    CAMERA_BUSY = "camera_busy"
    CAMERA_REFUSED = "camera_refused"
    CAMERA_GONE = "camera_gone"
    CAMERA_STUCK = "camera_stuck"  # it is there, and no picture comes
    MICROPHONE_MISSING = "microphone_missing"
    MICROPHONE_BUSY = "microphone_busy"
    MICROPHONE_REFUSED = "microphone_refused"
    MICROPHONE_GONE = "microphone_gone"
    STUDIO_DIED = "studio_died"
    ALREADY_FILMING = "already_filming"
    NOTHING_TO_FILM_WITH = "nothing_to_film_with"
    DISK_NEARLY_FULL = "disk_nearly_full"
    DISK_TOO_SLOW = "disk_too_slow"  # film came faster than it could be written
    NOTHING_FILMED = "nothing_filmed"  # stopped before anything had come
    FILM_DELETED = "film_deleted"  # while it was being taken: a withdrawal, or it was deleted
    FILMING_BROKEN_OFF = "filming_broken_off"  # a kill, an empty battery: what was safe by then is there
    # people
    FAMILY_CODE_INVALID = "family_code_invalid"
    FAMILY_CODE_TAKEN = "family_code_taken"
    FAMILY_BUSY = "family_busy"  # a film of it is being taken, imported or prepared
    NO_LONGER_THERE = "no_longer_there"  # a family, visit or note that was deleted or merged meanwhile
    DAY_NOT_POSSIBLE = "day_not_possible"  # a birth, or the end of an episode, that cannot be on that day
    WRONG_PIN = "wrong_pin"
    CLIP_TOO_SHORT = "clip_too_short"
    NOTHING_TO_SHOW = "nothing_to_show"
    CLIPS_HIDDEN = "clips_hidden"  # somebody who has not agreed is in all of them
    # visits and notes
    VISIT_NOT_YET = "visit_not_yet"  # its day is still to come
    VISIT_WAS_HELD = "visit_was_held"
    NOTE_EMPTY = "note_empty"
    NOTE_SIGNED = "note_signed"  # it is added to, never changed
    # consent, keeping and deleting
    CONSENT_NOT_GIVEN = "consent_not_given"
    CONSENT_EXPIRED = "consent_expired"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    NOBODY_NAMED = "nobody_named"  # nobody of the family is entered: nobody can have agreed
    CONSENT_NOT_SIGNED = "consent_not_signed"
    CONSENT_ENDS_TOO_SOON = "consent_ends_too_soon"  # its last day is over before it is given
    GIVER_MAY_NOT = "giver_may_not"  # neither the person nor, for a child, somebody with parental responsibility
    OTHER_PARENT_UNHEARD = "other_parent_unheard"
    OTHER_PARENT_DISAGREES = "other_parent_disagrees"
    FOOTAGE_NOT_ALLOWED = "footage_not_allowed"  # no-import mode: film stays on the camcorder
    RECORDING_ON_HOLD = "recording_on_hold"
    HOLD_NEEDS_REASON = "hold_needs_reason"
    SECOND_NOT_CONFIRMED = "second_not_confirmed"  # the second person's passphrase or code did not fit, or nobody was named
    SECOND_CODE_MISSING = "second_code_missing"  # no colleague has set a code yet
    SECOND_CODE_OWN = "second_code_own"  # it is the practitioner's own passphrase or PIN
    POLICY_UNREADABLE = "policy_unreadable"
    POLICY_NOT_SIGNED = "policy_not_signed"  # it keeps something longer, and the organisation has not signed it
    POLICY_OLDER = "policy_older"  # signed, but a later one is known
    ORGANISATION_KEY_OTHER = "organisation_key_other"
    ORGANISATION_KEY_UNREADABLE = "organisation_key_unreadable"
    # the team base
    ENROLMENT_CODE_MISTYPED = "enrolment_code_mistyped"
    ENROLMENT_CODE_REFUSED = "enrolment_code_refused"  # used, run out, or never given
    BASE_ADDRESS_INVALID = "base_address_invalid"  # not https, or no address at all
    BASE_UNREACHABLE = "base_unreachable"  # no network, too slow, or something else answers in its place
    BASE_CERTIFICATE = "base_certificate"  # not to be trusted: the network's log-in page, a wrong clock, a certificate that ran out
    BASE_NOT_THE_ONE = "base_not_the_one"  # what answers signs with another key than the pinned one
    BASE_BUSY = "base_busy"
    BASE_REFUSED = "base_refused"  # this laptop was revoked, or is not known there
    BASE_KEY_MISSING = "base_key_missing"  # the laptop's own key is not in the keyring
    BASE_NEWER = "base_newer"  # no schema in common: this program has to be brought up to date
    BASE_OLDER = "base_older"
    BASE_TROUBLE = "base_trouble"  # an answer that makes no sense
    DOCUMENT_NOT_SIGNED = "document_not_signed"
    DOCUMENT_OLDER = "document_older"  # signed, but a later one is known
    DOCUMENT_UNREADABLE = "document_unreadable"
    ALREADY_IN_TEAM = "already_in_team"
    NOT_IN_TEAM = "not_in_team"
    PRACTICE_IS_NOT_COUNTED = "practice_is_not_counted"  # a made-up family at a real base
    # the base's own database
    BASE_STORE_ADDRESS = "base_store_address"  # neither SQLite nor PostgreSQL
    BASE_STORE_MISSING = "base_store_missing"
    BASE_STORE_EXISTS = "base_store_exists"  # a backup is put back into an empty one only
    BASE_STORE_TOO_NEW = "base_store_too_new"
    BASE_STORE_UNREACHABLE = "base_store_unreachable"
    BASE_STORE_BUSY = "base_store_busy"
    BASE_STORE_DAMAGED = "base_store_damaged"
    BASE_BACKUP_DAMAGED = "base_backup_damaged"


SafeValue = int | ErrorCode


class SamspillError(Exception):
    """Root of the tree. `params` may only hold whole numbers and error codes, so nothing personal can travel in it."""

    def __init__(self, code: ErrorCode, **params: SafeValue) -> None:
        super().__init__(code.value)
        self.code = code
        self.params: Mapping[str, SafeValue] = MappingProxyType(dict(params))


class Circumstance(SamspillError):
    """The world is not as hoped. A person can understand it and do something about it."""


class Bug(Exception):
    """We made a mistake. Carries a short constant text, never data."""
