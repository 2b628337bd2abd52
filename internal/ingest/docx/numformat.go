package docx

import (
	"strconv"
	"strings"
)

// formatNumber writes n as a list level of this w:numFmt does. Formats that are not
// known here, and numbers a format cannot write, come out in decimal, as in Word.
func formatNumber(n int, format string) string {
	if n < 0 {
		return strconv.Itoa(n)
	}
	switch format {
	case "none":
		return ""
	case "lowerLetter":
		return letters(n, "abcdefghijklmnopqrstuvwxyz")
	case "upperLetter":
		return letters(n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	case "russianLower":
		return letters(n, "абвгдежзиклмнопрстуфхцчшщыэюя")
	case "russianUpper":
		return letters(n, "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ")
	case "ganada":
		return letters(n, "가나다라마바사아자차카타파하")
	case "ideographTraditional":
		return letters(n, "甲乙丙丁戊己庚辛壬癸")
	case "ideographZodiac":
		return letters(n, "子丑寅卯辰巳午未申酉戌亥")
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "upperRoman":
		return roman(n)
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case "ordinal":
		return strconv.Itoa(n) + ordinalEnding(n)
	case "cardinalText":
		return capital(cardinal(n))
	case "ordinalText":
		return capital(ordinal(n))
	case "hex":
		return strings.ToUpper(strconv.FormatInt(int64(n), 16))
	case "numberInDash":
		return "- " + strconv.Itoa(n) + " -"
	case "chicago":
		if n > 0 {
			return strings.Repeat(string([]rune("*†‡§")[(n-1)%4]), min((n-1)/4+1, maxRepeat))
		}
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		return enclosed(n, '①', 20)
	case "decimalEnclosedParen":
		return enclosed(n, '⑴', 20)
	case "decimalEnclosedFullstop":
		return enclosed(n, '⒈', 20)
	case "decimalFullWidth", "decimalFullWidth2":
		return digits(n, "０１２３４５６７８９")
	case "ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital2":
		return digits(n, "〇一二三四五六七八九")
	case "koreanDigital":
		return digits(n, "영일이삼사오육칠팔구")
	case "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting":
		return counting(n, "零一二三四五六七八九", "十百千")
	case "chineseLegalSimplified":
		return counting(n, "零壹贰叁肆伍陆柒捌玖", "拾佰仟")
	case "ideographLegalTraditional":
		return counting(n, "零壹貳參肆伍陸柒捌玖", "拾佰仟")
	}
	return strconv.Itoa(n)
}

// maxRepeat bounds repeated letters ("aaa"): Word repeats up to 30 times.
const maxRepeat = 30

// letters counts a, b, … z, aa, bb, … as Word does.
func letters(n int, alphabet string) string {
	if n < 1 {
		return ""
	}
	runes := []rune(alphabet)
	return strings.Repeat(string(runes[(n-1)%len(runes)]), min((n-1)/len(runes)+1, maxRepeat))
}

func roman(n int) string {
	if n < 1 || n > 32767 {
		return strconv.Itoa(n)
	}
	values := [...]int{1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1}
	signs := [...]string{"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"}
	var b strings.Builder
	for i, v := range values {
		for ; n >= v; n -= v {
			b.WriteString(signs[i])
		}
	}
	return b.String()
}

func ordinalEnding(n int) string {
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			return "st"
		case 2:
			return "nd"
		case 3:
			return "rd"
		}
	}
	return "th"
}

func cardinal(n int) string {
	small := [...]string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
		"eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"}
	tens := [...]string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
	switch {
	case n < 20:
		return small[n]
	case n < 100 && n%10 == 0:
		return tens[n/10]
	case n < 100:
		return tens[n/10] + "-" + small[n%10]
	case n < 1000 && n%100 == 0:
		return small[n/100] + " hundred"
	case n < 1000:
		return small[n/100] + " hundred " + cardinal(n%100)
	case n < 1000000 && n%1000 == 0:
		return cardinal(n/1000) + " thousand"
	case n < 1000000:
		return cardinal(n/1000) + " thousand " + cardinal(n%1000)
	}
	return strconv.Itoa(n)
}

// ordinal turns the last word of the cardinal into an ordinal.
func ordinal(n int) string {
	if n >= 1000000 {
		return strconv.Itoa(n) + ordinalEnding(n)
	}
	words := cardinal(n)
	cut := strings.LastIndexAny(words, " -") + 1
	head, last := words[:cut], words[cut:]
	switch last {
	case "one":
		last = "first"
	case "two":
		last = "second"
	case "three":
		last = "third"
	case "five":
		last = "fifth"
	case "eight":
		last = "eighth"
	case "nine":
		last = "ninth"
	case "twelve":
		last = "twelfth"
	default:
		if strings.HasSuffix(last, "y") {
			last = last[:len(last)-1] + "ie"
		}
		last += "th"
	}
	return head + last
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// enclosed is the n-th of a row of signs that begins at first, when it has so many.
func enclosed(n int, first rune, last int) string {
	if n < 1 || n > last {
		return strconv.Itoa(n)
	}
	return string(first + rune(n-1))
}

// digits writes n with other digits.
func digits(n int, signs string) string {
	runes := []rune(signs)
	var b strings.Builder
	for _, d := range strconv.Itoa(n) {
		b.WriteRune(runes[d-'0'])
	}
	return b.String()
}

// counting writes n the Chinese way: 21 is two-ten-one, 105 is one-hundred-zero-five.
func counting(n int, signs, units string) string {
	if n < 1 || n > 9999 {
		return strconv.Itoa(n)
	}
	sign, unit := []rune(signs), []rune(units)
	var b strings.Builder
	gap := false
	for power, div := 3, 1000; power >= 0; power, div = power-1, div/10 {
		d := n / div % 10
		switch {
		case d == 0:
			gap = b.Len() > 0
			continue
		case gap:
			b.WriteRune(sign[0])
			gap = false
		}
		if !(d == 1 && power == 1 && b.Len() == 0) { // 10 to 19 begin with ten, not one-ten
			b.WriteRune(sign[d])
		}
		if power > 0 {
			b.WriteRune(unit[power-1])
		}
	}
	return b.String()
}
