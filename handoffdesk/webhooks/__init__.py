"""The providers' doors."""
