"""Turns an uploaded recording into something a phone on a weak line can play."""
