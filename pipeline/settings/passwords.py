"""The passwords of the mail accounts: never in taizhang.toml, and read only from where the program alone may look."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.settings import ENVIRONMENT_PREFIX, SettingsError
from pipeline.settings.sections import MailAccount


def read_password(root: Path, account: MailAccount, name: str) -> str:
    """Give the password of a mail account: ``TAIZHANG_<NAME>_PASSWORD`` in the environment, else from its file.

    The file is one line. A relative path is looked for among the credentials that systemd hands over, then below the
    working folder. Others than the owner may not read it. Raises ``SettingsError``.
    """
    password = os.environ.get(f"{ENVIRONMENT_PREFIX}{name.upper()}_PASSWORD")
    if password is not None:
        return password
    if not account.password_file:
        return ""
    handed_over = Path(os.environ.get("CREDENTIALS_DIRECTORY", root)) / account.password_file
    by_system = "CREDENTIALS_DIRECTORY" in os.environ and handed_over.exists()
    path = handed_over if by_system else root / account.password_file
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8-sig").strip()
    except FileNotFoundError as absent:
        raise SettingsError(f"密码文件 {path} 不存在。请检查 [mail.{name}] 的 password_file。") from absent
    except PermissionError as closed:
        said = f"当前账户不能读取密码文件 {path}。请用运行值守程序的账户操作，或检查该文件的属主。"
        raise SettingsError(said) from closed
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsError(f"密码文件 {path} 无法读取（{fault}）。请重新写入密码，存为 UTF-8 编码。") from fault
    if os.name != "nt" and not by_system and mode & 0o077:
        raise SettingsError(f"密码文件 {path} 的权限过宽，其他用户也能读取。请运行：chmod 600 {path}")
    return text
