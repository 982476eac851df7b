price_ladder-prompt = Rangez ces { $count } articles du moins cher au plus cher.
price_ladder-tags = Leurs étiquettes se sont décollées : { $tags }.
price_ladder-hint-ratio = Le plus cher coûte plus de { $times } fois le prix du moins cher.
price_ladder-hint-ends = « { $cheap } » coûte moins que « { $dear } ».
price_ladder-hint-dearest = Le plus cher de tous est « { $name } ».
