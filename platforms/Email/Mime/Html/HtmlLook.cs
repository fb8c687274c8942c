using System.Buffers;
using System.Globalization;

namespace Squaremcp.Platforms.Email;

/// <summary>How text inside an element looks, as far as that decides whether a person can see it. Inherited from element to element.</summary>
internal readonly record struct HtmlLook()
{
    private const double Unreadable = 2; // pixels or points
    private const double OffScreen = -400; // pixels

    private static readonly SearchValues<char> Digits = SearchValues.Create("+-.0123456789");

    internal static HtmlLook OnAnything { get; } = new() { Background = HtmlColor.Unknown };

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

    /// <summary>The look inside an element with these attributes; <paramref name="sheet"/>: what a style sheet says of it.</summary>
    internal HtmlLook Inside(string name, Dictionary<string, string> attributes, IEnumerable<HtmlDeclaration> sheet)
    {
        if (attributes.ContainsKey("hidden") || (attributes.TryGetValue("aria-hidden", out var aria) && aria.Trim().Equals("true", StringComparison.OrdinalIgnoreCase)))
        {
            return Absent();
        }

        var look = (this with { Preformatted = Preformatted || name is "pre" or "listing" }).WithAttributes(name, attributes);
        var all = attributes.TryGetValue("style", out var own) ? [.. sheet, .. HtmlDeclarations.Of(own)] : sheet.ToList();
        return all.Count == 0 ? look : look.WithStyle(all);
    }

    /// <summary>The look inside an element that is not there.</summary>
    internal HtmlLook Absent() => this with { Gone = true };

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

    private HtmlLook WithStyle(List<HtmlDeclaration> style)
    {
        var look = this;
        var box = new Box();
        foreach (var (name, value, _) in style.Where(one => !one.Important).Concat(style.Where(one => one.Important)))
        {
            look = look.With(name, value);
            box.Note(name, value);
        }

        return box.IsHidden ? look.Absent() : look;
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
        var end = value.AsSpan().IndexOfAnyExcept(Digits);
        var digits = value.AsSpan(0, end < 0 ? value.Length : end);
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (number, end < 0 ? "" : value[end..].Trim()) : (null, "");
    }

    /// <summary>What an element does to itself with all that is in it.</summary>
    private sealed class Box
    {
        private readonly Dictionary<string, string> told = [];

        internal bool IsHidden =>
            Says("display", value => value is "none")
            || Says("opacity", value => Length(value) is (not null and < 0.05, "" or "%"))
            || (Says(["overflow", "overflow-x", "overflow-y"], value => value.Contains("hidden", StringComparison.Ordinal) || value.Contains("clip", StringComparison.Ordinal))
                && Says(["height", "max-height", "width", "max-width"], IsFlat))
            || (Says("position", value => value is "absolute" or "fixed") && (Says(["left", "right", "top", "bottom"], IsFar) || Says("clip", IsNothing)))
            || Says(["text-indent", "margin-left", "margin-top"], IsFar)
            || Says("clip-path", value => value is "inset(50%)" or "inset(100%)" or "circle(0)" or "circle(0px)")
            || Says("transform", value => value is "scale(0)" or "scale(0,0)" or "scale(0, 0)");

        /// <summary>Of two declarations of one name the later counts.</summary>
        internal void Note(string name, string value) => told[name] = value;

        private bool Says(string name, Func<string, bool> what) => told.TryGetValue(name, out var value) && what(value);

        private bool Says(string[] names, Func<string, bool> what) => Array.Exists(names, name => Says(name, what));

        private static bool IsFlat(string value) => Length(value) is (not null and <= 1, not ("%" or "em" or "rem" or "vh" or "vw")) or (0, _);

        private static bool IsNothing(string value) => value.StartsWith("rect(0", StringComparison.Ordinal) || value.StartsWith("rect(1px", StringComparison.Ordinal);

        private static bool IsFar(string value) => Length(value) is var (number, unit) && number * (unit is "em" or "rem" ? 16 : 1) <= OffScreen;
    }
}
