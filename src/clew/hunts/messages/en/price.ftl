price-sign = { $sign }{ $amount }
price-code = { $amount } { $code }
