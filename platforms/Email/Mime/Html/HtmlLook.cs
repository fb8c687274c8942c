using System.Globalization;

namespace Squaremcp.Platforms.Email;

/// <summary>How text inside an element looks, as far as that decides whether a person can see it. Inherited from element to element.</summary>
internal readonly record struct HtmlLook()
{
    private const double Unreadable = 2; // pixels or points
    private const double OffScreen = -400; // pixels

    /// <summary>The element and all in it is not there, whatever they say themselves.</summary>
    public bool Gone { get; private init; }

    /// <summary>visibility: an element inside may be visible again.</summary>
    public bool Invisible { get; private init; }

    /// <summary>font-size: an element inside may have another.</summary>
    public bool Tiny { get; private init; }

    public bool Preformatted { get; private init; }

    private int Color { get; init; }

    private int Background { get; init; } = 0xFFFFFF;

    /// <summary>Whether a picture would be seen here.</summary>
    public bool ShowsPictures => !Gone && !Invisible;

    public bool ShowsText => ShowsPictures && !Tiny && Color != HtmlColor.Transparent && (Color == HtmlColor.Unknown || Background == HtmlColor.Unknown || !HtmlColor.Alike(Color, Background));

    /// <summary>The look inside an element with these attributes and, before its own style, this one from a style sheet.</summary>
    internal HtmlLook Inside(string name, Dictionary<string, string> attributes, string? sheet)
    {
        var look = this with { Preformatted = Preformatted || name is "pre" or "listing" };
        if (attributes.ContainsKey("hidden") || (attributes.TryGetValue("aria-hidden", out var aria) && aria.Trim().Equals("true", StringComparison.OrdinalIgnoreCase)))
        {
            return look with { Gone = true };
        }

        look = look.WithAttributes(name, attributes);
        var style = (sheet, attributes.GetValueOrDefault("style")) switch
        {
            (null, var own) => own,
            (var rules, null) => rules,
            var (rules, own) => $"{rules};{own}",
        };
        return string.IsNullOrWhiteSpace(style) ? look : look.WithStyle(style);
    }

    private HtmlLook WithAttributes(string name, Dictionary<string, string> attributes)
    {
        var look = this;
        if (attributes.TryGetValue("bgcolor", out var background))
        {
            look = look with { Background = HtmlColor.ParseAttribute(background.Trim()) };
        }

        if (attributes.ContainsKey("background"))
        {
            look = look with { Background = HtmlColor.Unknown };
        }

        return attributes.TryGetValue(name == "body" ? "text" : "color", out var color) && name is "font" or "body" ? look with { Color = HtmlColor.ParseAttribute(color.Trim()) } : look;
    }

    private HtmlLook WithStyle(string style)
    {
        var look = this;
        var box = new Box();
        foreach (var (name, value) in HtmlDeclarations.Of(style))
        {
            look = look.With(name, value);
            box.Note(name, value);
        }

        return box.IsHidden ? look with { Gone = true } : look;
    }

    private HtmlLook With(string name, string value) => name switch
    {
        "visibility" => this with { Invisible = value is "hidden" or "collapse" || (Invisible && value != "visible") },
        "font-size" => this with { Tiny = IsTiny(value) },
        "font" => this with { Tiny = value.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(word => char.IsAsciiDigit(word[0]) && !IsWeight(word)) is { } size ? IsTiny(size.Split('/')[0]) : Tiny },
        "color" or "-webkit-text-fill-color" when value is not ("inherit" or "unset" or "currentcolor") => this with { Color = value is "initial" ? 0 : HtmlColor.Parse(value) },
        "background-color" or "background" or "background-image" => this with { Background = BackgroundOf(value) },
        "white-space" => this with { Preformatted = value is "pre" or "pre-wrap" or "break-spaces" },
        _ => this,
    };

    private int BackgroundOf(string value)
    {
        if (value.Contains("url(", StringComparison.Ordinal) || value.Contains("gradient", StringComparison.Ordinal) || value.Contains("var(", StringComparison.Ordinal))
        {
            return HtmlColor.Unknown;
        }

        var first = HtmlColor.Parse(value);
        var color = first != HtmlColor.Unknown ? first : value.Split(' ').Select(word => HtmlColor.Parse(word)).FirstOrDefault(one => one >= 0, HtmlColor.Transparent);
        return color == HtmlColor.Transparent ? Background : color;
    }

    private bool IsTiny(string size)
    {
        var (number, unit) = Length(size);
        return number switch
        {
            null => Tiny && size is "inherit" or "smaller" or "larger" or "unset",
            0 => true,
            _ when unit is "em" or "%" or "ex" => Tiny,
            _ => unit is "px" or "pt" or "" && number <= Unreadable,
        };
    }

    private static bool IsWeight(string word) => word.Length == 3 && word.EndsWith("00", StringComparison.Ordinal);

    private static (double? Number, string Unit) Length(string value)
    {
        var end = value.AsSpan().IndexOfAnyExcept("+-.0123456789");
        var digits = value.AsSpan(0, end < 0 ? value.Length : end);
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (number, end < 0 ? "" : value[end..].Trim()) : (null, "");
    }

    /// <summary>What an element does to itself with all that is in it.</summary>
    private sealed class Box
    {
        private bool none;
        private bool clips;
        private bool flat;
        private bool placed;
        private bool away;
        private bool cut;

        internal bool IsHidden => none || (clips && flat) || (placed && (away || cut));

        internal void Note(string name, string value)
        {
            switch (name)
            {
                case "display":
                    none = value is "none";
                    break;
                case "opacity":
                    none |= Length(value) is (not null and < 0.05, "" or "%");
                    break;
                case "overflow" or "overflow-y" or "overflow-x":
                    clips |= value.Contains("hidden", StringComparison.Ordinal) || value.Contains("clip", StringComparison.Ordinal);
                    break;
                case "height" or "max-height" or "width" or "max-width":
                    flat |= Length(value) is (not null and <= 1, not ("%" or "em" or "rem" or "vh" or "vw")) or (0, _);
                    break;
                case "position":
                    placed = value is "absolute" or "fixed";
                    break;
                case "left" or "right" or "top" or "bottom":
                    away |= IsFar(value);
                    break;
                case "text-indent" or "margin-left" or "margin-top":
                    none |= IsFar(value);
                    break;
                case "clip":
                    cut |= value.StartsWith("rect(0", StringComparison.Ordinal) || value.StartsWith("rect(1px", StringComparison.Ordinal);
                    break;
                case "clip-path":
                    none |= value is "inset(50%)" or "inset(100%)" or "circle(0)" or "circle(0px)";
                    break;
                case "transform":
                    none |= value is "scale(0)" or "scale(0,0)" or "scale(0, 0)";
                    break;
            }
        }

        private static bool IsFar(string value) => Length(value) is var (number, unit) && number * (unit is "em" or "rem" ? 16 : 1) <= OffScreen;
    }
}
