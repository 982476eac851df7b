price-sign = { $amount } { $sign }
price-code = { $amount } { $code }
