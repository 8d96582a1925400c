package comptoir;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.compound.DictionaryCompoundWordTokenFilter;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.de.GermanMinimalStemFilter;
import org.apache.lucene.analysis.de.GermanNormalizationFilter;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchMinimalStemFilter;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.it.ItalianLightStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.miscellaneous.SetKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.StemmerOverrideFilter;
import org.apache.lucene.analysis.miscellaneous.TruncateTokenFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterIterator;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.ngram.NGramTokenFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.synonym.SolrSynonymParser;
import org.apache.lucene.analysis.synonym.SynonymGraphFilter;
import org.apache.lucene.analysis.synonym.SynonymMap;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.elasticsearch.Build;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.metadata.IndexNameExpressionResolver;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.common.io.stream.NamedWriteableRegistry;
import org.elasticsearch.common.settings.ClusterSettings;
import org.elasticsearch.common.settings.IndexScopedSettings;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.settings.SettingsFilter;
import org.elasticsearch.features.NodeFeature;
import org.elasticsearch.index.IndexService.IndexCreationContext;
import org.elasticsearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.CustomAnalyzer;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.PreConfiguredTokenFilter;
import org.elasticsearch.index.analysis.PreConfiguredTokenizer;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.ActionPlugin;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestController;
import org.elasticsearch.rest.RestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestResponse;
import org.elasticsearch.rest.RestStatus;

/**
 * Two modules of the full Elasticsearch that are not on Maven Central: of analysis-common what an index of products
 * uses, under the same names and settings and on the same Lucene classes, and GET /, by which clients greet a server.
 */
public class SearchAnalysis extends Plugin implements AnalysisPlugin, ActionPlugin {

  @Override
  public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
    return Map.of(
        "english", language(EnglishAnalyzer::new),
        "german", language(GermanAnalyzer::new),
        "french", language(FrenchAnalyzer::new),
        "spanish", language(SpanishAnalyzer::new),
        "italian", language(ItalianAnalyzer::new));
  }

  private static AnalysisProvider<AnalyzerProvider<? extends Analyzer>> language(Supplier<Analyzer> made) {
    return (index, environment, name, settings) -> new AbstractIndexAnalyzerProvider<Analyzer>(name, settings) {
      private final Analyzer analyzer = made.get();

      @Override
      public Analyzer get() {
        return analyzer;
      }
    };
  }

  @Override
  public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
    Map<String, AnalysisProvider<TokenFilterFactory>> filters = new HashMap<>();
    filters.put("lowercase", (index, env, name, s) -> normalizing(name, LowerCaseFilter::new));
    filters.put("asciifolding", (index, env, name, s) -> {
      boolean keep = s.getAsBoolean("preserve_original", false);
      return normalizing(name, in -> new ASCIIFoldingFilter(in, keep));
    });
    filters.put("german_normalization",
        (index, env, name, s) -> normalizing(name, GermanNormalizationFilter::new));
    filters.put("edge_ngram", (index, env, name, s) -> {
      int min = s.getAsInt("min_gram", 1), max = s.getAsInt("max_gram", 2);
      boolean keep = s.getAsBoolean("preserve_original", false);
      return filter(name, in -> new EdgeNGramTokenFilter(in, min, max, keep));
    });
    filters.put("ngram", (index, env, name, s) -> {
      int min = s.getAsInt("min_gram", 1), max = s.getAsInt("max_gram", 2);
      boolean keep = s.getAsBoolean("preserve_original", false);
      return filter(name, in -> new NGramTokenFilter(in, min, max, keep));
    });
    filters.put("truncate", (index, env, name, s) -> {
      int length = s.getAsInt("length", 10);
      return filter(name, in -> new TruncateTokenFilter(in, length));
    });
    filters.put("stemmer",
        (index, env, name, s) -> filter(name, stemmer(s.get("language", s.get("name", "porter")))));
    filters.put("stemmer_override", needsSettings((index, env, name, s) -> {
      StemmerOverrideFilter.StemmerOverrideMap map = stems(s.getAsList("rules"));
      return filter(name, in -> new StemmerOverrideFilter(in, map));
    }));
    filters.put("keyword_marker", needsSettings((index, env, name, s) -> {
      CharArraySet words = words(s, "keywords", "ignore_case");
      return filter(name, in -> new SetKeywordMarkerFilter(in, words));
    }));
    filters.put("elision", needsSettings((index, env, name, s) -> {
      CharArraySet articles = words(s, "articles", "articles_case");
      return normalizing(name, in -> new ElisionFilter(in, articles));
    }));
    filters.put("dictionary_decompounder", needsSettings((index, env, name, s) -> {
      CharArraySet parts = new CharArraySet(s.getAsList("word_list"), true);
      int word = s.getAsInt("min_word_size", 5), least = s.getAsInt("min_subword_size", 2);
      int most = s.getAsInt("max_subword_size", 15);
      boolean longest = s.getAsBoolean("only_longest_match", false);
      return filter(name, in -> new DictionaryCompoundWordTokenFilter(in, parts, word, least, most, longest));
    }));
    filters.put("word_delimiter_graph", (index, env, name, s) -> {
      int flags = delimiting(s);
      boolean adjust = s.getAsBoolean("adjust_offsets", true);
      return filter(name,
          in -> new WordDelimiterGraphFilter(in, adjust, WordDelimiterIterator.DEFAULT_WORD_DELIM_TABLE, flags, null));
    });
    filters.put("synonym_graph", needsSettings((index, env, name, s) -> new Synonyms(name, s)));
    return filters;
  }

  @Override
  public List<PreConfiguredTokenFilter> getPreConfiguredTokenFilters() {
    return List.of(
        PreConfiguredTokenFilter.singleton("asciifolding", true, ASCIIFoldingFilter::new),
        PreConfiguredTokenFilter.singleton("german_normalization", true, GermanNormalizationFilter::new),
        PreConfiguredTokenFilter.singleton("porter_stem", false, PorterStemFilter::new),
        PreConfiguredTokenFilter.singleton("kstem", false, KStemFilter::new),
        PreConfiguredTokenFilter.singleton("flatten_graph", false, FlattenGraphFilter::new),
        PreConfiguredTokenFilter.singleton("remove_duplicates", false, RemoveDuplicatesTokenFilter::new));
  }

  @Override
  public List<PreConfiguredTokenizer> getPreConfiguredTokenizers() {
    return List.of(
        PreConfiguredTokenizer.singleton("keyword", KeywordTokenizer::new),
        PreConfiguredTokenizer.singleton("whitespace", WhitespaceTokenizer::new));
  }

  @Override
  public Map<String, AnalysisProvider<CharFilterFactory>> getCharFilters() {
    return Map.of("mapping", needsSettings((index, env, name, s) -> {
      NormalizeCharMap.Builder map = new NormalizeCharMap.Builder();
      for (String[] pair : pairs(s.getAsList("mappings"))) map.add(pair[0], pair[1]);
      NormalizeCharMap built = map.build();
      return new CharFilterFactory() {
        @Override
        public String name() {
          return name;
        }

        @Override
        public Reader create(Reader in) {
          return new MappingCharFilter(built, in);
        }
      };
    }));
  }

  private static <T> AnalysisProvider<T> needsSettings(AnalysisProvider<T> provider) {
    return AnalysisPlugin.requiresAnalysisSettings(provider);
  }

  private static TokenFilterFactory filter(String name, UnaryOperator<TokenStream> made) {
    return new TokenFilterFactory() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public TokenStream create(TokenStream in) {
        return made.apply(in);
      }
    };
  }

  /** One that may also be part of a keyword's normalizer. */
  private static TokenFilterFactory normalizing(String name, UnaryOperator<TokenStream> made) {
    return new NormalizingTokenFilterFactory() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public TokenStream create(TokenStream in) {
        return made.apply(in);
      }
    };
  }

  private static UnaryOperator<TokenStream> stemmer(String language) {
    return switch (language.toLowerCase(Locale.ROOT)) {
      case "english", "porter" -> PorterStemFilter::new;
      case "light_english", "kstem" -> KStemFilter::new;
      case "minimal_english" -> EnglishMinimalStemFilter::new;
      case "possessive_english" -> EnglishPossessiveFilter::new;
      case "light_german" -> GermanLightStemFilter::new;
      case "minimal_german" -> GermanMinimalStemFilter::new;
      case "light_french" -> FrenchLightStemFilter::new;
      case "minimal_french" -> FrenchMinimalStemFilter::new;
      case "light_spanish" -> SpanishLightStemFilter::new;
      case "light_italian" -> ItalianLightStemFilter::new;
      // Snowball's own names, such as German2.
      default -> in -> new SnowballFilter(in, language.substring(0, 1).toUpperCase(Locale.ROOT) + language.substring(1));
    };
  }

  private static StemmerOverrideFilter.StemmerOverrideMap stems(List<String> rules) {
    StemmerOverrideFilter.Builder map = new StemmerOverrideFilter.Builder(false);
    for (String[] pair : pairs(rules)) for (String word : pair[0].split(",")) map.add(word.strip(), pair[1]);
    try {
      return map.build();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Of rules such as "from => to". */
  private static List<String[]> pairs(List<String> rules) {
    return rules.stream().map(rule -> {
      String[] sides = rule.split("=>", -1);
      if (sides.length != 2) throw new IllegalArgumentException("[" + rule + "] is not of the form [from => to]");
      return new String[] {sides[0].strip(), sides[1].strip()};
    }).toList();
  }

  private static CharArraySet words(Settings settings, String key, String ignoringCase) {
    return new CharArraySet(settings.getAsList(key), settings.getAsBoolean(ignoringCase, false));
  }

  private static int delimiting(Settings s) {
    return flag(s, "generate_word_parts", true, WordDelimiterGraphFilter.GENERATE_WORD_PARTS)
        | flag(s, "generate_number_parts", true, WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS)
        | flag(s, "catenate_words", false, WordDelimiterGraphFilter.CATENATE_WORDS)
        | flag(s, "catenate_numbers", false, WordDelimiterGraphFilter.CATENATE_NUMBERS)
        | flag(s, "catenate_all", false, WordDelimiterGraphFilter.CATENATE_ALL)
        | flag(s, "split_on_case_change", true, WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE)
        | flag(s, "split_on_numerics", true, WordDelimiterGraphFilter.SPLIT_ON_NUMERICS)
        | flag(s, "stem_english_possessive", true, WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE)
        | flag(s, "preserve_original", false, WordDelimiterGraphFilter.PRESERVE_ORIGINAL);
  }

  private static int flag(Settings settings, String key, boolean unset, int bit) {
    return settings.getAsBoolean(key, unset) ? bit : 0;
  }

  /** Rules in Solr's format, read with the tokenizer and the filters that stand before this one. */
  private static final class Synonyms implements TokenFilterFactory {
    private final String name;
    private final List<String> rules;
    private final boolean expand;
    private final boolean lenient;

    Synonyms(String name, Settings settings) {
      this.name = name;
      this.rules = settings.getAsList("synonyms", null);
      this.expand = settings.getAsBoolean("expand", true);
      this.lenient = settings.getAsBoolean("lenient", false);
      if (rules == null) throw new IllegalArgumentException("[" + name + "] needs its rules in [synonyms]");
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public TokenStream create(TokenStream in) {
      throw new IllegalStateException("[" + name + "] must know which filters stand before it");
    }

    @Override
    public TokenFilterFactory getChainAwareTokenFilterFactory(
        IndexCreationContext context, TokenizerFactory tokenizer, List<CharFilterFactory> charFilters,
        List<TokenFilterFactory> before, Function<String, TokenFilterFactory> all) {
      List<TokenFilterFactory> chain = new ArrayList<>();
      for (TokenFilterFactory filter : before) chain.add(filter.getSynonymFilter());
      CharFilterFactory[] chars = charFilters.toArray(CharFilterFactory[]::new);
      try (Analyzer analyzer = new CustomAnalyzer(tokenizer, chars, chain.toArray(TokenFilterFactory[]::new))) {
        SynonymMap map = read(new SolrSynonymParser(true, expand, analyzer));
        return filter(name, in -> map.fst == null ? in : new SynonymGraphFilter(in, map, false));
      } catch (IOException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    private SynonymMap read(SolrSynonymParser parser) throws IOException {
      for (String rule : rules) {
        try {
          parser.parse(new StringReader(rule));
        } catch (Exception wrong) {
          if (!lenient) throw new IllegalArgumentException("[" + rule + "] is no rule for synonyms", wrong);
        }
      }
      return parser.build();
    }
  }

  @Override
  public Collection<RestHandler> getRestHandlers(
      Settings settings, NamedWriteableRegistry registry, RestController controller, ClusterSettings cluster,
      IndexScopedSettings index, SettingsFilter filter, IndexNameExpressionResolver resolver,
      Supplier<DiscoveryNodes> nodes, Predicate<NodeFeature> features) {
    return List.of(new Greeting(settings.get("node.name", ""), settings.get("cluster.name", "")));
  }

  private static final class Greeting extends BaseRestHandler {
    private final String node;
    private final String cluster;

    Greeting(String node, String cluster) {
      this.node = node;
      this.cluster = cluster;
    }

    @Override
    public String getName() {
      return "greeting";
    }

    @Override
    public List<Route> routes() {
      return List.of(new Route(RestRequest.Method.GET, "/"), new Route(RestRequest.Method.HEAD, "/"));
    }

    @Override
    protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
      return channel -> channel.sendResponse(new RestResponse(RestStatus.OK, channel.newBuilder().startObject()
          .field("name", node)
          .field("cluster_name", cluster)
          .startObject("version").field("number", Build.current().version()).endObject()
          .field("tagline", "You Know, for Search")
          .endObject()));
    }
  }
}
