"""Pages are compressed for whoever takes it, and their length does not talk."""

import brotli
import pytest


@pytest.fixture
def page(client, db):
    def get(accepted):
        return client.get(
            "/tai-khoan/dang-nhap/", headers={"accept-encoding": accepted}
        )

    return get


def test_brotli_where_the_browser_takes_it(page):
    answer = page("gzip, deflate, br")
    assert answer["Content-Encoding"] == "br"
    assert int(answer["Content-Length"]) == len(answer.content)
    assert "Đăng nhập" in brotli.decompress(answer.content).decode()
    assert "Accept-Encoding" in answer["Vary"]


def test_gzip_else_and_plain_at_last(page):
    assert page("gzip")["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in page("").headers


def test_the_length_of_an_answer_varies(page):
    paddings = {len(page("br")["X-Padding"]) for _ in range(20)}
    assert len(paddings) > 5
