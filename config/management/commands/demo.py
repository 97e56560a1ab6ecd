"""A whole invented province on this machine, in one command."""

import json
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from ssl import CERT_NONE, create_default_context
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from config import translations
from config.demo.accounts import demo_accounts
from config.demo.certificate import ensure_certificate, lan_addresses
from config.demo.processes import ROOT, Together, worker
from config.demo.seed import SEED_VERSION, seed_steps
from config.demo.steps import Steps, fingerprint
from config.demo.watching import Watch

SHOWN = 12


class Command(BaseCommand):
    """`demo [--port N] [--no-serve] [--lan]`, `demo --accounts [--json]`."""

    help = "Sets up and runs the demo: an invented province with its schools."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true")
        parser.add_argument("--lan", action="store_true")
        parser.add_argument("--accounts", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """List accounts, or set up and (unless told not to) serve."""
        if options["accounts"]:
            self._accounts(options["json"])
            return
        self._prepare()
        env = self._environment(options)
        together = Together(env)
        # a job in the background inherits SIGINT ignored: take both ourselves
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, _interrupt)
        try:
            if options["no_serve"]:
                together.start("media", worker("media"))
                Watch(self._say).until_ready(together)
            else:
                self._serve(together, options, env)
        except KeyboardInterrupt:
            self._say("\nĐang dừng …")
        finally:
            together.stop()

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _accounts(self, as_json: bool) -> None:
        rows = demo_accounts()
        if not rows:
            raise CommandError("Chưa có dữ liệu minh hoạ: hãy chạy `make demo` trước.")
        if as_json:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        self._table(rows)

    def _table(self, rows: list[dict[str, str]]) -> None:
        for row in rows:
            self._say(
                f"  {row['role']:<16} {row['name']:<22} {row['place']:<18} "
                f"{row['username']:<12} {row['password']}"
            )

    def _prepare(self) -> None:
        steps = Steps(settings.DATA_DIR / "demo-steps.json", self._say)
        migrations = fingerprint(ROOT.glob("*/migrations/0*.py"))
        static = fingerprint(
            path for path in ROOT.glob("*/static/**/*") if path.is_file()
        )
        translations.compile_all()
        steps.run("database", migrations, "Tạo cơ sở dữ liệu", _migrate)
        steps.run("static", static, "Chuẩn bị tệp tĩnh", _collect)
        for name, label, work in seed_steps(self._say):
            steps.run(name, SEED_VERSION, label, work)
        connection.close()

    def _environment(self, options: dict[str, Any]) -> dict[str, str]:
        env = {"HOABAN_DEMO": "1", "HOABAN_DATA": str(settings.DATA_DIR)}
        if options["lan"]:
            addresses = lan_addresses()
            origins = [f"https://{a}:{options['port']}" for a in addresses]
            origins.append(f"https://localhost:{options['port']}")
            env |= {"HOABAN_HTTPS": "1", "HOABAN_ORIGINS": ",".join(origins)}
        return env

    def _serve(
        self, together: Together, options: dict[str, Any], env: dict[str, str]
    ) -> None:
        port = options["port"]
        argv = [sys.executable, "-m", "config.serve", "--port", str(port)]
        addresses = ["localhost"]
        scheme = "http"
        if options["lan"]:
            addresses += lan_addresses()
            scheme = "https"
            folder = settings.DATA_DIR / "certificate"
            certificate, key = ensure_certificate(folder, addresses[1:])
            argv += ["--host", "0.0.0.0"]  # noqa: S104  a LAN was asked for
            argv += ["--certificate", str(certificate), "--key", str(key)]
        together.start("web", argv)
        for queue in ("default", "media"):
            together.start(queue, worker(queue))
        self._wait_for(f"{scheme}://127.0.0.1:{port}/suc-khoe/", together)
        self._say("\nHoa Ban đang chạy:")
        for address in addresses:
            self._say(f"  {scheme}://{address}:{port}/")
        if options["lan"]:
            self._say("  (chứng chỉ tự cấp: trình duyệt sẽ hỏi, chọn tiếp tục)")
        self._say("\nTài khoản (tất cả: python manage.py demo --accounts):")
        self._table(demo_accounts()[:SHOWN])
        self._say("\nDừng: Ctrl-C\n")
        connection.close()
        watch = Watch(self._say)
        threading.Thread(
            target=watch.until_ready, args=(together,), daemon=True
        ).start()
        while True:
            time.sleep(0.5)
            if name := together.fallen():
                raise CommandError(f"Tiến trình “{name}” đã dừng.")

    def _wait_for(self, url: str, together: Together) -> None:
        context = create_default_context()
        context.check_hostname = False
        context.verify_mode = CERT_NONE  # our own certificate, our own machine
        for _ in range(300):
            try:
                urllib.request.urlopen(url, timeout=2, context=context).read()  # noqa: S310
            except (OSError, urllib.error.URLError):
                if name := together.fallen():
                    message = f"Tiến trình “{name}” không khởi động được."
                    raise CommandError(message) from None
                time.sleep(0.2)
            else:
                return
        raise CommandError("Trang không trả lời sau một phút.")


def _interrupt(signum: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _migrate() -> None:
    call_command("migrate", verbosity=0, skip_checks=True)


def _collect() -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
