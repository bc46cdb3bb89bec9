# What a profile of database servers says. Other profiles say what they know, and the same tag as often as it is true.
include kitward
kitward::tag('database', 'environment=production')
